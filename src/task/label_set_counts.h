// Counts of right and wrong labels where a text may have several, and the metrics of scikit-learn
// computed from them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tango::task {

/// Not thread-safe. All metrics are in 0 … 1, and 0 where their denominator is 0.
class LabelSetCounts {
 public:
  struct Label {
    std::int64_t right = 0;      ///< True and predicted.
    std::int64_t texts = 0;      ///< True.
    std::int64_t predicted = 0;  ///< Right or wrong.

    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
    [[nodiscard]] double f1() const;
  };

  explicit LabelSetCounts(std::size_t num_labels) : labels_(num_labels) {}

  /// The labels of one text, both ascending, in 0 … num_labels - 1.
  void add(std::span<const int> truth, std::span<const int> predicted);

  [[nodiscard]] std::int64_t texts() const { return texts_; }
  [[nodiscard]] const std::vector<Label>& labels() const { return labels_; }
  /// Over all decisions.
  [[nodiscard]] Label micro() const;
  /// The unweighted mean of the labels' F1.
  [[nodiscard]] double macro_f1() const;
  /// The mean of each text's F1, which is 0 of a text without any label, true or predicted.
  [[nodiscard]] double samples_f1() const;
  /// The share of texts of which every label is right.
  [[nodiscard]] double subset_accuracy() const;
  /// The share of decisions that are wrong.
  [[nodiscard]] double hamming_loss() const;

 private:
  [[nodiscard]] double mean(double sum) const;

  std::vector<Label> labels_;
  std::int64_t texts_ = 0;
  std::int64_t exact_ = 0;
  double f1_of_texts_ = 0;  ///< Their sum.
};

}  // namespace tango::task
