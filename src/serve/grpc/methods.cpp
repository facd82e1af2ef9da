#include "serve/grpc/methods.h"

#include <utility>

#include <fmt/format.h>

#include "serve/failure.h"
#include "serve/grpc/health.pb.h"
#include "serve/grpc/infer.h"
#include "serve/grpc/metadata.h"
#include "serve/kserve/inference.h"

namespace tango::serve::grpc {
namespace {

constexpr const char* kInference = "inference.GRPCInferenceService";
constexpr const char* kHealth = "grpc.health.v1.Health";

/// Adds a method whose answer is there at once: Response answer(const Request&).
template <typename Request, typename Answer>
void add(Methods& methods, const char* service, const char* name, http::Access access,
         Answer answer) {
  methods[fmt::format("/{}/{}", service, name)] = {
      [answer = std::move(answer)](Exchange&& exchange) {
        Request request;
        parse(exchange.message, request);
        exchange.respond({.message = serialize(answer(request))});
      },
      access};
}

void infer(const kserve::Parts& parts, Exchange&& exchange) {
  ::inference::ModelInferRequest message;
  parse(exchange.message, message);
  kserve::InferRequest request = read_infer(message);
  const std::optional<Error> refusal = kserve::start(
      parts, std::move(request), message.model_name(), parse_version(message.model_version()),
      {.received = exchange.received,
       .deadline = exchange.deadline,
       .tenant = exchange.tenant,
       .origin = exchange.origin,
       .cancelled = exchange.cancelled},
      [respond = exchange.respond, fail = exchange.fail](const kserve::Inference& inference) {
        Reply reply{.message = {},
                    .degraded = inference.passage.degraded,
                    .model = inference.passage.model};
        try {
          reply.message = serialize(make_response(inference));
        } catch (...) {
          return fail(current_error());
        }
        respond(std::move(reply));
      });
  if (refusal) exchange.fail(*refusal);
}

void add_inference(Methods& methods, const kserve::Parts& parts) {
  using http::Access;
  add<::inference::ServerLiveRequest>(methods, kInference, "ServerLive", Access::kOpen,
                                      [](const ::inference::ServerLiveRequest&) {
                                        ::inference::ServerLiveResponse response;
                                        response.set_live(true);
                                        return response;
                                      });
  add<::inference::ServerReadyRequest>(
      methods, kInference, "ServerReady", Access::kOpen,
      [ready = parts.ready](const ::inference::ServerReadyRequest&) {
        ::inference::ServerReadyResponse response;
        response.set_ready(ready());
        return response;
      });
  add<::inference::ModelReadyRequest>(methods, kInference, "ModelReady", Access::kKey,
                                      [parts](const ::inference::ModelReadyRequest& request) {
                                        return is_model_ready(parts.catalogue, request);
                                      });
  add<::inference::ServerMetadataRequest>(
      methods, kInference, "ServerMetadata", Access::kKey,
      [](const ::inference::ServerMetadataRequest&) { return describe_server(); });
  add<::inference::ModelMetadataRequest>(methods, kInference, "ModelMetadata", Access::kKey,
                                         [parts](const ::inference::ModelMetadataRequest& request) {
                                           return describe_model(parts.catalogue, request);
                                         });
  add<::inference::ModelStatisticsRequest>(
      methods, kInference, "ModelStatistics", Access::kKey,
      [parts](const ::inference::ModelStatisticsRequest& request) {
        return statistics_of(parts.catalogue, request);
      });
  add<::inference::RepositoryIndexRequest>(
      methods, kInference, "RepositoryIndex", Access::kKey,
      [states = parts.states](const ::inference::RepositoryIndexRequest& request) {
        return index_of(states(), request);
      });
  methods[fmt::format("/{}/ModelInfer", kInference)] = {
      [parts](Exchange&& exchange) { infer(parts, std::move(exchange)); }, Access::kKey, true};
}

}  // namespace

Methods make_methods(const kserve::Parts& parts) {
  Methods methods;
  add_inference(methods, parts);
  add<::grpc::health::v1::HealthCheckRequest>(
      methods, kHealth, "Check", http::Access::kOpen,
      [ready = parts.ready](const ::grpc::health::v1::HealthCheckRequest& request) {
        using Response = ::grpc::health::v1::HealthCheckResponse;
        if (!request.service().empty() && request.service() != kInference) {
          throw Error(ErrorCode::kNotFound,
                      fmt::format("no service is called \"{:.64}\"; there is: {}",
                                  request.service(), kInference));
        }
        Response response;
        response.set_status(ready() ? Response::SERVING : Response::NOT_SERVING);
        return response;
      });
  return methods;
}

}  // namespace tango::serve::grpc
