#include "serve/grpc/metadata.h"

#include <string>

#include <tango/error.h>
#include <tango/version.h>

#include "serve/kserve/metadata.h"

namespace tango::serve::grpc {
namespace {

void set_tensor(const kserve::TensorFacts& facts,
                ::inference::ModelMetadataResponse::TensorMetadata& tensor) {
  tensor.set_name(std::string(facts.name));
  tensor.set_datatype(std::string(facts.datatype));
  tensor.mutable_shape()->Assign(facts.shape.begin(), facts.shape.end());
}

void set_duration(std::uint64_t count, std::uint64_t nanoseconds,
                  ::inference::StatisticDuration& duration) {
  duration.set_count(count);
  duration.set_ns(nanoseconds);
}

void set_statistics(const ServedModel& model, ::inference::ModelStatistics& statistics) {
  const ModelCounts& counts = *model.counts;
  statistics.set_name(model.name);
  statistics.set_version(std::to_string(model.version));
  statistics.set_inference_count(counts.texts);
  statistics.set_execution_count(counts.requests);
  auto& inferences = *statistics.mutable_inference_stats();
  set_duration(counts.requests, counts.nanoseconds, *inferences.mutable_success());
  set_duration(counts.failed_requests, counts.failed_nanoseconds, *inferences.mutable_fail());
}

}  // namespace

::inference::ModelReadyResponse is_model_ready(const Catalogue& catalogue,
                                               const ::inference::ModelReadyRequest& request) {
  ::inference::ModelReadyResponse response;
  try {
    response.set_ready(catalogue.get(request.name(), parse_version(request.version())) != nullptr);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound && error.code() != ErrorCode::kStopping) throw;
  }
  return response;
}

::inference::ServerMetadataResponse describe_server() {
  ::inference::ServerMetadataResponse response;
  response.set_name(std::string(kserve::kServerName));
  response.set_version(version());
  for (const std::string_view one : kserve::kExtensions) {
    response.add_extensions(std::string(one));
  }
  return response;
}

::inference::ModelMetadataResponse describe_model(
    const Catalogue& catalogue, const ::inference::ModelMetadataRequest& request) {
  const auto model = catalogue.get(request.name(), parse_version(request.version()));
  ::inference::ModelMetadataResponse response;
  response.set_name(model->name);
  for (const int one : catalogue.versions(model->name)) response.add_versions(std::to_string(one));
  response.set_platform(std::string(kserve::kPlatform));
  for (const auto& one : kserve::input_tensors()) set_tensor(one, *response.add_inputs());
  for (const auto& one : kserve::output_tensors(*model)) set_tensor(one, *response.add_outputs());
  return response;
}

::inference::ModelStatisticsResponse statistics_of(
    const Catalogue& catalogue, const ::inference::ModelStatisticsRequest& request) {
  ::inference::ModelStatisticsResponse response;
  if (request.name().empty()) {
    for (const auto& model : catalogue.all()) set_statistics(*model, *response.add_model_stats());
  } else {
    set_statistics(*catalogue.get(request.name(), parse_version(request.version())),
                   *response.add_model_stats());
  }
  return response;
}

::inference::RepositoryIndexResponse index_of(const std::vector<ModelState>& states,
                                              const ::inference::RepositoryIndexRequest& request) {
  ::inference::RepositoryIndexResponse response;
  for (const ModelState& one : states) {
    if (request.ready() && !one.ready) continue;
    auto& model = *response.add_models();
    model.set_name(one.name);
    model.set_version(std::to_string(one.version));
    model.set_state(std::string(kserve::state_of(one)));
    model.set_reason(one.reason);
  }
  return response;
}

}  // namespace tango::serve::grpc
