#include "serve/kserve/inference.h"

#include <algorithm>
#include <utility>

namespace tango::serve::kserve {

std::optional<Error> start(const Parts& parts, InferRequest&& request, std::string_view name,
                           int version, const Caller& caller,
                           std::function<void(const Inference& inference)> done) {
  parts.limits.check_batch(request.texts.size());
  auto inference = std::make_shared<Inference>();
  inference->model = parts.catalogue.get(name, version);
  complete_outputs(inference->model->cascade->labels().problem_type, request);
  Texts texts{.requests = std::move(request.texts),
              .model = inference->model,
              .deadline = std::min(parts.limits.deadline(request.timeout, caller.received),
                                   caller.deadline),
              .tenant = caller.tenant,
              .origin = caller.origin,
              .cancelled = caller.cancelled};
  inference->request = std::move(request);
  return parts.dispatcher.submit(
      std::move(texts),
      [inference, done = std::move(done)](std::vector<Outcome>&& outcomes, const Passage& passage) {
        inference->outcomes = std::move(outcomes);
        inference->passage = passage;
        done(*inference);
      });
}

}  // namespace tango::serve::kserve
