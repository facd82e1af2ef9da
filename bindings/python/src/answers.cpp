#include "answers.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tango/error.h>

#include "answers_table.h"
#include "errors.h"
#include "pipeline_form.h"

namespace tango::python {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <typename Number>
Answers::Array<Number> array_of(std::unique_ptr<Number[]> numbers,
                                std::initializer_list<std::size_t> shape) {
  Number* const data = numbers.release();
  const nb::capsule owner(data, [](void* mine) noexcept { delete[] static_cast<Number*>(mine); });
  return {data, shape, owner};
}

void softmax(std::vector<float>& values) {
  if (values.empty()) return;
  const float most = *std::ranges::max_element(values);
  float sum = 0;
  for (float& value : values) sum += value = std::exp(value - most);
  for (float& value : values) value /= sum;
}

}  // namespace

Function parse_function(const std::string& name) {
  if (name == "default") return Function::kModel;
  if (name == "softmax") return Function::kSoftmax;
  if (name == "sigmoid") return Function::kSigmoid;
  if (name == "none") return Function::kNone;
  throw Error(ErrorCode::kUsage,
              "there is no function_to_apply \"" + name + "\"; use softmax, sigmoid or none",
              {"function_to_apply"});
}

std::vector<float> scores_of(const Prediction& prediction, Function function) {
  if (function == Function::kModel) return prediction.scores;
  std::vector<float> values = prediction.logits;
  if (function == Function::kSoftmax) softmax(values);
  if (function == Function::kSigmoid) {
    for (float& value : values) value = 1 / (1 + std::exp(-value));
  }
  return values;
}

int largest(const std::vector<float>& scores) {
  if (scores.empty()) return -1;
  return static_cast<int>(std::ranges::max_element(scores) - scores.begin());
}

const Prediction& Answers::at(std::size_t index) const {
  const Result& result = results_[index];
  if (const Error* error = result.error()) raise_error(*error, first_index_ + index);
  return result.value();
}

void Answers::check() const {
  for (std::size_t i = 0; i < results_.size(); ++i) (void)at(i);
}

nb::list Answers::errors() const {
  nb::list errors;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    if (const Error* error = results_[i].error()) {
      const std::size_t index = first_index_ + i;
      errors.append(nb::make_tuple(index, error_object(*error, index)));
    }
  }
  return errors;
}

Answers::Array<float> Answers::scores(Function function) const {
  const std::size_t labels = kind_->labels.size();
  std::unique_ptr<float[]> all(new float[results_.size() * labels]);
  for (std::size_t i = 0; i < results_.size(); ++i) {
    float* const row = &all[i * labels];
    std::fill_n(row, labels, kNan);
    if (!results_[i].ok()) continue;
    const std::vector<float> values = scores_of(results_[i].value(), function);
    std::copy_n(values.begin(), std::min(values.size(), labels), row);
  }
  return array_of(std::move(all), {results_.size(), labels});
}

template <typename Number, typename Of>
Answers::Array<Number> Answers::column(Number missing, const Of& of) const {
  std::unique_ptr<Number[]> all(new Number[results_.size()]);
  for (std::size_t i = 0; i < results_.size(); ++i) {
    all[i] = results_[i].ok() ? static_cast<Number>(of(results_[i].value())) : missing;
  }
  return array_of(std::move(all), {results_.size()});
}

Answers::Array<std::int32_t> Answers::label_ids() const {
  return column<std::int32_t>(-1, [](const Prediction& one) { return largest(one.scores); });
}
Answers::Array<bool> Answers::has_label() const {
  const std::vector<std::string>& names = kind_->labels;
  std::unique_ptr<bool[]> all(new bool[results_.size() * names.size()]());
  for (std::size_t i = 0; i < results_.size(); ++i) {
    if (!results_[i].ok()) continue;
    for (const std::string& label : results_[i].value().labels) {
      const auto place = std::ranges::find(names, label) - names.begin();
      all[i * names.size() + static_cast<std::size_t>(place)] = true;
    }
  }
  return array_of(std::move(all), {results_.size(), names.size()});
}
Answers::Array<float> Answers::best_scores() const {
  return column<float>(kNan, [](const Prediction& one) { return one.score; });
}
Answers::Array<float> Answers::confidences() const {
  return column<float>(kNan, [](const Prediction& one) { return one.confidence; });
}
Answers::Array<std::int32_t> Answers::tiers() const {
  return column<std::int32_t>(0, [](const Prediction& one) { return one.tier; });
}
Answers::Array<bool> Answers::truncated() const {
  return column<bool>(false, [](const Prediction& one) { return one.truncated; });
}

std::pair<std::size_t, std::size_t> Answers::first_truncated() const {
  std::size_t count = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    if (!results_[i].ok() || !results_[i].value().truncated) continue;
    if (count++ == 0) first = first_index_ + i;
  }
  return {count, first};
}

void bind_answers(nb::module_& module) {
  nb::class_<FoundAnswer>(module, "FoundAnswer", "A piece of the context that answers a question.")
      .def_ro("text", &FoundAnswer::text)
      .def_ro("start", &FoundAnswer::begin, "Its first character in the context.")
      .def_ro("end", &FoundAnswer::end, "One past its last character.")
      .def_ro("score", &FoundAnswer::score, "Its probability.")
      .def("__repr__", [](const FoundAnswer& one) {
        return nb::str("FoundAnswer({!r}, start={}, end={}, score={})")
            .format(one.text, one.begin, one.end, one.score);
      });
  nb::class_<Prediction>(module, "Answer", "What one text ended with.")
      .def_ro("label", &Prediction::label,
              "The most probable label; empty unless a text has a single one.")
      .def_ro("labels", &Prediction::labels,
              "Where a text may have several labels: those whose probability is at least the "
              "label's threshold.")
      .def_ro("answers", &Prediction::answers, "Of a reader: the most probable first.")
      .def_ro("score", &Prediction::score, "The probability of the label, or of the first answer.")
      .def_ro("confidence", &Prediction::confidence, "What is compared with a threshold, in 0 … 1.")
      .def_ro("tier", &Prediction::tier, "The tier that answered; 1 is the cheapest.")
      .def_ro("scores", &Prediction::scores, "One number per label, in the order of classes_.")
      .def_ro("logits", &Prediction::logits, "The same, as the model gave them.")
      .def_ro("truncated", &Prediction::truncated, "The text was longer than the model's limit.")
      .def_ro("cut_short", &Prediction::cut_short,
              "A later tier was wanted, but could not answer in time.")
      .def_ro("ask", &Prediction::ask,
              "No tier was sure, and the last one can't be called: ask who gives its answers.")
      .def("__repr__", [](const Prediction& one) {
        return nb::str("Answer(label={!r}, score={}, tier={})")
            .format(one.label, one.score, one.tier);
      });
  nb::class_<Answers>(module, "Answers",
                      "What the texts of a call ended with, in their order. Arrays are numpy's; of "
                      "a text with an error they hold NaN, -1, 0 or False.")
      .def("__len__", &Answers::size)
      .def(
          "__getitem__",
          [](const Answers& answers, std::int64_t index) {
            const auto size = static_cast<std::int64_t>(answers.size());
            const std::int64_t from_begin = index < 0 ? index + size : index;
            if (from_begin < 0 || from_begin >= size) throw nb::index_error("no such answer");
            return answers.at(static_cast<std::size_t>(from_begin));
          },
          nb::arg("index"), "The answer to a text; raises its error.")
      .def("check", &Answers::check, "Raises the first error there is.")
      .def_prop_ro("errors", &Answers::errors,
                   nb::sig("def errors(self) -> list[tuple[int, Exception]]"),
                   "(index, Error) of each text that has one.")
      .def(
          "scores",
          [](const Answers& answers, const std::string& function) {
            return answers.scores(parse_function(function));
          },
          nb::arg("function_to_apply") = "default",
          "float32 [texts, labels]: what the model gives each label, or softmax, sigmoid or none "
          "of its logits.")
      .def_prop_ro("label_ids", &Answers::label_ids, nb::rv_policy::automatic,
                   "int32 [texts]: the label with the largest score, as an index into classes_.")
      .def_prop_ro("has_label", &Answers::has_label, nb::rv_policy::automatic,
                   "bool [texts, labels]: where a text may have several labels, which it has.")
      .def_prop_ro("best_scores", &Answers::best_scores, nb::rv_policy::automatic,
                   "float32 [texts]: the probability of the label, or of a reader's first answer.")
      .def_prop_ro("confidences", &Answers::confidences, nb::rv_policy::automatic,
                   "float32 [texts]: what is compared with a threshold.")
      .def_prop_ro("tiers", &Answers::tiers, nb::rv_policy::automatic,
                   "int32 [texts]: the tier that answered, from 1.")
      .def_prop_ro("truncated", &Answers::truncated, nb::rv_policy::automatic,
                   "bool [texts]: whether the text was longer than the model's limit.")
      .def_prop_ro("first_truncated", &Answers::first_truncated,
                   "(how many texts were truncated, the index of the first or 0).")
      .def(
          "__arrow_c_stream__",
          [](const Answers& answers, nb::handle /*requested_schema*/) {
            return arrow_stream_of(table_of(answers));
          },
          nb::arg("requested_schema").none() = nb::none(),
          nb::sig("def __arrow_c_stream__(self, requested_schema: object | None = None) -> "
                  "typing.Any"),
          "A table for pyarrow.table(), polars.DataFrame(), pandas.DataFrame.from_arrow() and "
          "others: a row for each text with label (labels of a multi-label model, value or "
          "values of a regression; answer, start and end of a reader), score, tier, truncated, "
          "cut_short, ask, a column \"score LABEL\" for each label, and error, null where there "
          "is an answer.")
      .def(
          "pipeline_form",
          [](const Answers& answers, std::optional<int> top_k, bool nested,
             const std::string& function) {
            return pipeline_form(answers, top_k, nested, parse_function(function));
          },
          nb::arg("top_k").none() = 1, nb::arg("nested") = false,
          nb::arg("function_to_apply") = "default",
          nb::sig("def pipeline_form(self, top_k: int | None = 1, nested: bool = False, "
                  "function_to_apply: str = 'default') -> list[typing.Any]"),
          "A list of {\"label\", \"score\"} or, nested, of lists of them, the best first; of a "
          "reader {\"score\", \"start\", \"end\", \"answer\"}. top_k None means all. Raises the "
          "first error there is.");
}

}  // namespace tango::python
