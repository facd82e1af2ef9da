#include "task/label_set_counts.h"

#include <algorithm>

namespace tango::task {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double LabelSetCounts::Label::precision() const { return ratio(right, predicted); }

double LabelSetCounts::Label::recall() const { return ratio(right, texts); }

double LabelSetCounts::Label::f1() const { return ratio(2 * right, texts + predicted); }

void LabelSetCounts::add(std::span<const int> truth, std::span<const int> predicted) {
  Label of_text;
  for (const int label : truth) {
    ++labels_[static_cast<std::size_t>(label)].texts;
    ++of_text.texts;
  }
  for (const int label : predicted) {
    Label& own = labels_[static_cast<std::size_t>(label)];
    const bool is_right = std::ranges::binary_search(truth, label);
    ++own.predicted;
    own.right += is_right ? 1 : 0;
    ++of_text.predicted;
    of_text.right += is_right ? 1 : 0;
  }
  ++texts_;
  exact_ += std::ranges::equal(truth, predicted) ? 1 : 0;
  f1_of_texts_ += of_text.f1();
}

LabelSetCounts::Label LabelSetCounts::micro() const {
  Label sum;
  for (const Label& label : labels_) {
    sum.right += label.right;
    sum.texts += label.texts;
    sum.predicted += label.predicted;
  }
  return sum;
}

double LabelSetCounts::macro_f1() const {
  double sum = 0;
  for (const Label& label : labels_) sum += label.f1();
  return labels_.empty() ? 0 : sum / static_cast<double>(labels_.size());
}

double LabelSetCounts::samples_f1() const { return mean(f1_of_texts_); }

double LabelSetCounts::subset_accuracy() const { return ratio(exact_, texts_); }

double LabelSetCounts::hamming_loss() const {
  const Label all = micro();
  return ratio(all.texts + all.predicted - 2 * all.right,
               texts_ * static_cast<std::int64_t>(labels_.size()));
}

double LabelSetCounts::mean(double sum) const {
  return texts_ == 0 ? 0 : sum / static_cast<double>(texts_);
}

}  // namespace tango::task
