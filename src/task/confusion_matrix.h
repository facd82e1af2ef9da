// Counts of (true, predicted) labels, and the metrics computed from them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tango::task {

/// Not thread-safe. Every metric is in 0 … 1 (matthews: -1 … 1), and 0 where its denominator is 0,
/// as in scikit-learn.
class ConfusionMatrix {
 public:
  /// `num_labels` >= 1.
  explicit ConfusionMatrix(int num_labels);

  /// Both in 0 … num_labels - 1.
  void add(int truth, int predicted) {
    ++counts_[place(truth, predicted)];
    ++row_sums_[static_cast<std::size_t>(truth)];
    ++column_sums_[static_cast<std::size_t>(predicted)];
    ++total_;
  }

  /// Changes the prediction of one pair that was added.
  void replace(int truth, int predicted, int now) {
    --counts_[place(truth, predicted)];
    ++counts_[place(truth, now)];
    --column_sums_[static_cast<std::size_t>(predicted)];
    ++column_sums_[static_cast<std::size_t>(now)];
  }

  [[nodiscard]] std::int64_t count(int truth, int predicted) const {
    return counts_[place(truth, predicted)];
  }
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] int num_labels() const { return num_labels_; }

  /// Texts of which this is the right label.
  [[nodiscard]] std::int64_t row_sum(int truth) const {
    return row_sums_[static_cast<std::size_t>(truth)];
  }
  /// Texts of which this is predicted.
  [[nodiscard]] std::int64_t column_sum(int predicted) const {
    return column_sums_[static_cast<std::size_t>(predicted)];
  }

  [[nodiscard]] double accuracy() const;
  /// 2 TP / (2 TP + FP + FN) of one label.
  [[nodiscard]] double f1(int label) const;
  /// The unweighted mean of f1 over the labels.
  [[nodiscard]] double macro_f1() const;
  /// Matthews correlation; with more than two labels its generalisation R_K (Gorodkin 2004,
  /// "Comparing two K-category assignments by a K-category correlation coefficient", equation 8).
  [[nodiscard]] double matthews() const;

 private:
  [[nodiscard]] std::size_t place(int truth, int predicted) const {
    return static_cast<std::size_t>(truth) * static_cast<std::size_t>(num_labels_) +
           static_cast<std::size_t>(predicted);
  }

  int num_labels_;
  std::int64_t total_ = 0;
  std::vector<std::int64_t> counts_;  ///< [truth x predicted]
  std::vector<std::int64_t> row_sums_, column_sums_;
};

/// Counts the pairs of two lists of equal length.
[[nodiscard]] ConfusionMatrix count_answers(std::span<const int> truths,
                                            std::span<const int> predicted, int num_labels);

}  // namespace tango::task
