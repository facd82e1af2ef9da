#include "serve/tei/info.h"

#include <string>
#include <string_view>

#include <tango/version.h>

#include "base/json.h"

namespace tango::serve::tei {
namespace {

using checkpoint::ProblemType;

std::string_view problem_of(const ServedModel& model) {
  const ProblemType type = model.cascade->labels().problem_type;
  return type == ProblemType::kSpan ? "question_answering" : checkpoint::to_string(type);
}

/// None of a model that answers questions: its outputs, the start and the end, are no labels.
base::Json labels_of(const ServedModel& model) {
  base::Json id2label = base::Json::object();
  base::Json label2id = base::Json::object();
  const auto& [names, type] = model.cascade->labels();
  for (std::size_t i = 0; i < names.size() && type != ProblemType::kSpan; ++i) {
    id2label[std::to_string(i)] = names[i];
    label2id[names[i]] = i;
  }
  return {{"id2label", id2label}, {"label2id", label2id}};
}

}  // namespace

std::string render_info(const ServedModel& model, const RequestLimits& limits) {
  const cascade::Cascade& cascade = *model.cascade;
  const cascade::Tier& last = cascade.tier(cascade.num_callable_tiers() - 1);
  base::Json tiers = base::Json::array();
  for (int i = 0; i < cascade.num_tiers(); ++i) {
    const cascade::Tier& tier = cascade.tier(i);
    base::Json one = {{"precision", std::string(tier.precision_name())},
                      {"max_input_length", tier.max_tokens()}};
    if (i + 1 < cascade.num_tiers()) {
      one["threshold"] =
          to_json(cascade.thresholds()[static_cast<std::size_t>(i)], cascade.labels().names);
    }
    tiers.push_back(std::move(one));
  }
  const base::Json info = {{"model_id", model.name},
                           {"model_sha", nullptr},
                           {"model_dtype", std::string(last.precision_name())},
                           {"model_type", {{"classifier", labels_of(model)}}},
                           {"problem_type", std::string(problem_of(model))},
                           {"max_input_length", last.max_tokens()},
                           {"max_client_batch_size", limits.max_client_batch_size},
                           {"auto_truncate", true},
                           {"version", tango::version()},
                           {"tiers", tiers}};
  return info.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

}  // namespace tango::serve::tei
