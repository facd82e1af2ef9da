// What texts ended with, and the arrays that programs want of it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <tango/cascade.h>
#include <tango/result.h>

namespace tango::python {

namespace nb = nanobind;

/// What all answers of an engine have in common.
struct AnswerKind {
  std::vector<std::string> labels;
  ProblemType problem_type = ProblemType::kSingleLabel;
};

/// What to make of logits; kModel: what the model's problem type says.
enum class Function { kModel, kSoftmax, kSigmoid, kNone };

/// "default", "softmax", "sigmoid" or "none"; throws kUsage that lists them.
[[nodiscard]] Function parse_function(const std::string& name);

/// One number per label.
[[nodiscard]] std::vector<float> scores_of(const Prediction& prediction, Function function);

/// The first of the largest; -1 for none.
[[nodiscard]] int largest(const std::vector<float>& scores);

/// Immutable. Arrays are made anew at each call, and belong to Python.
class Answers {
 public:
  template <typename Number>
  using Array = nb::ndarray<nb::numpy, Number>;

  /// `first_index`: of the first text among those that its caller gave; errors name theirs.
  Answers(std::vector<Result> results, std::shared_ptr<const AnswerKind> kind,
          std::size_t first_index = 0)
      : results_(std::move(results)), kind_(std::move(kind)), first_index_(first_index) {}

  [[nodiscard]] std::size_t size() const { return results_.size(); }
  [[nodiscard]] const AnswerKind& kind() const { return *kind_; }
  [[nodiscard]] const Result& result(std::size_t index) const { return results_[index]; }
  /// Throws the text's error, with its index.
  [[nodiscard]] const Prediction& at(std::size_t index) const;
  /// Throws the first error there is.
  void check() const;
  /// (index, error) of each text that has one.
  [[nodiscard]] nb::list errors() const;

  // Of a text with an error: NaN, -1, 0, false.
  [[nodiscard]] Array<float> scores(Function function) const;  ///< [texts x labels]
  [[nodiscard]] Array<std::int32_t> label_ids() const;         ///< [texts]
  [[nodiscard]] Array<bool> has_label() const;                 ///< [texts x labels]
  [[nodiscard]] Array<float> best_scores() const;              ///< [texts]
  [[nodiscard]] Array<float> confidences() const;              ///< [texts]
  [[nodiscard]] Array<std::int32_t> tiers() const;             ///< [texts], from 1
  [[nodiscard]] Array<bool> truncated() const;                 ///< [texts]
  /// How many there are, and the index of the first or 0.
  [[nodiscard]] std::pair<std::size_t, std::size_t> first_truncated() const;

 private:
  template <typename Number, typename Of>
  [[nodiscard]] Array<Number> column(Number missing, const Of& of) const;

  std::vector<Result> results_;
  std::shared_ptr<const AnswerKind> kind_;
  std::size_t first_index_;
};

void bind_answers(nb::module_& module);

}  // namespace tango::python
