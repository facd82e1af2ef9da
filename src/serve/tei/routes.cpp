#include "serve/tei/routes.h"

#include <memory>
#include <string>
#include <utility>

#include "serve/failure.h"
#include "serve/http/escapes.h"
#include "serve/passage_headers.h"
#include "serve/tei/info.h"
#include "serve/tei/predict.h"
#include "serve/tei/tokens.h"

namespace tango::serve::tei {
namespace {

/// Answers requests of texts. The hub's answers are lists of lists also for one text.
class Predict {
 public:
  Predict(const Catalogue& catalogue, Dispatcher& dispatcher, RequestLimits limits, bool as_the_hub)
      : catalogue_(catalogue), dispatcher_(dispatcher), limits_(limits), as_the_hub_(as_the_hub) {}

  void operator()(http::Exchange&& exchange) const {
    const http::Request& asked = exchange.request;
    if (const auto full = dispatcher_.refusal_of_unread(exchange.tenant, asked.body.size())) {
      return exchange.respond(failure(*full));
    }
    auto request = std::make_shared<PredictRequest>(parse_predict(asked.body));
    if (as_the_hub_) request->is_batch = true;
    limits_.check_batch(request->texts.size());
    const std::shared_ptr<const ServedModel> model = catalogue_.get(request->model);
    request->scores.check(model->cascade->labels().problem_type);
    Texts texts{.requests = std::move(request->texts),
                .model = model,
                .deadline = limits_.deadline(request->timeout, exchange.received),
                .tenant = exchange.tenant,
                .origin = exchange.origin,
                .cancelled = exchange.cancelled};
    const std::optional<Error> refusal = dispatcher_.submit(
        std::move(texts), [request, model, respond = exchange.respond](
                              std::vector<Outcome>&& outcomes, const Passage& passage) {
          try {
            http::Response response{.body = render_predict(*request, *model, outcomes)};
            add_headers(passage, response);
            respond(std::move(response));
          } catch (...) {
            respond(failure(current_error()));
          }
        });
    if (refusal) exchange.respond(failure(*refusal));
  }

 private:
  const Catalogue& catalogue_;
  Dispatcher& dispatcher_;
  RequestLimits limits_;
  bool as_the_hub_;
};

}  // namespace

void add_routes(http::Router& router, const Catalogue& catalogue, Dispatcher& dispatcher,
                const RequestLimits& limits) {
  const Predict predict(catalogue, dispatcher, limits, false);
  for (const char* path : {"/predict", "/", "/invocations"}) router.add_inference(path, predict);
  router.add_inference("/hf", Predict(catalogue, dispatcher, limits, true));
  router.add("GET", "/info", [&catalogue, limits](http::Exchange&& exchange) {
    const std::string model = http::query_value(exchange.request.query, "model");
    exchange.respond({.body = render_info(*catalogue.get(model), limits)});
  });
  router.add("POST", "/tokenize", [&catalogue, limits](http::Exchange&& exchange) {
    exchange.respond({.body = tokenize(catalogue, exchange.request.body, limits)});
  });
  router.add("POST", "/decode", [&catalogue](http::Exchange&& exchange) {
    exchange.respond({.body = decode(catalogue, exchange.request.body)});
  });
}

}  // namespace tango::serve::tei
