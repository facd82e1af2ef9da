#include "task/confusion_matrix.h"

#include <cmath>

namespace tango::task {
namespace {

double ratio(double numerator, double denominator) {
  return denominator == 0 ? 0 : numerator / denominator;
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(int num_labels)
    : num_labels_(num_labels),
      counts_(static_cast<std::size_t>(num_labels) * num_labels),
      row_sums_(static_cast<std::size_t>(num_labels)),
      column_sums_(static_cast<std::size_t>(num_labels)) {}

double ConfusionMatrix::accuracy() const {
  std::int64_t right = 0;
  for (int label = 0; label < num_labels_; ++label) right += count(label, label);
  return ratio(static_cast<double>(right), static_cast<double>(total_));
}

double ConfusionMatrix::f1(int label) const {
  return ratio(2 * static_cast<double>(count(label, label)),
               static_cast<double>(row_sum(label) + column_sum(label)));
}

double ConfusionMatrix::macro_f1() const {
  double sum = 0;
  for (int label = 0; label < num_labels_; ++label) sum += f1(label);
  return sum / num_labels_;
}

double ConfusionMatrix::matthews() const {
  const auto total = static_cast<double>(total_);
  double right = 0;
  double products = 0;
  double truth_squares = 0;
  double predicted_squares = 0;
  for (int label = 0; label < num_labels_; ++label) {
    const auto truth = static_cast<double>(row_sum(label));
    const auto predicted = static_cast<double>(column_sum(label));
    right += static_cast<double>(count(label, label));
    products += truth * predicted;
    truth_squares += truth * truth;
    predicted_squares += predicted * predicted;
  }
  return ratio(right * total - products, std::sqrt(total * total - predicted_squares) *
                                             std::sqrt(total * total - truth_squares));
}

ConfusionMatrix count_answers(std::span<const int> truths, std::span<const int> predicted,
                              int num_labels) {
  ConfusionMatrix counts(num_labels);
  for (std::size_t i = 0; i < truths.size(); ++i) counts.add(truths[i], predicted[i]);
  return counts;
}

}  // namespace tango::task
