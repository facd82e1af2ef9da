#include "pipeline_form.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include <tango/error.h>

namespace tango::python {
namespace {

/// Strings that every dict of a call holds.
class LabelForms {
 public:
  explicit LabelForms(const std::vector<std::string>& labels) : label_("label"), score_("score") {
    for (const std::string& label : labels) labels_.emplace_back(label.data(), label.size());
  }

  [[nodiscard]] nb::dict form(std::size_t label, float score) const {
    nb::dict form;
    form[label_] = labels_[label];
    form[score_] = nb::float_(static_cast<double>(score));
    return form;
  }

 private:
  nb::str label_, score_;
  std::vector<nb::str> labels_;
};

nb::dict form_of(const FoundAnswer& found) {
  nb::dict form;
  form["score"] = nb::float_(static_cast<double>(found.score));
  form["start"] = nb::int_(found.begin);
  form["end"] = nb::int_(found.end);
  form["answer"] = nb::str(found.text.data(), found.text.size());
  return form;
}

/// Equal scores keep the order of their labels.
nb::list best_labels(const std::vector<float>& scores, std::size_t count, const LabelForms& forms) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  nb::list best;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) {
    best.append(forms.form(order[i], scores[order[i]]));
  }
  return best;
}

nb::object reader_form(const Prediction& prediction, std::size_t count, bool nested) {
  if (!nested) {
    return form_of(prediction.answers.empty() ? FoundAnswer() : prediction.answers.front());
  }
  nb::list best;
  for (std::size_t i = 0; i < std::min(count, prediction.answers.size()); ++i) {
    best.append(form_of(prediction.answers[i]));
  }
  return best;
}

}  // namespace

nb::list pipeline_form(const Answers& answers, std::optional<int> top_k, bool nested,
                       Function function) {
  if (top_k && *top_k < 1) {
    throw Error(ErrorCode::kUsage,
                "top_k " + std::to_string(*top_k) + " is below 1; None means all labels",
                {"top_k"});
  }
  const std::size_t count = top_k ? static_cast<std::size_t>(*top_k) : std::size_t(-1);
  const bool reads = answers.kind().problem_type == ProblemType::kQuestionAnswering;
  const LabelForms forms(answers.kind().labels);
  nb::list all;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Prediction& prediction = answers.at(i);
    if (reads) {
      all.append(reader_form(prediction, count, nested));
      continue;
    }
    const bool as_it_is = function == Function::kModel;
    const std::vector<float> applied =
        as_it_is ? std::vector<float>() : scores_of(prediction, function);
    const std::vector<float>& scores = as_it_is ? prediction.scores : applied;
    if (nested) {
      all.append(best_labels(scores, count, forms));
    } else if (const int best = largest(scores); best >= 0) {
      all.append(
          forms.form(static_cast<std::size_t>(best), scores[static_cast<std::size_t>(best)]));
    }
  }
  return all;
}

}  // namespace tango::python
