#include "evaluate/tier_recorder.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "evaluate/parallel_batches.h"

namespace tango::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

/// One thread's share of a run.
class Worker {
 public:
  Worker(const cascade::Tier& tier, std::span<const cascade::Request> texts, int workers,
         TierRecord& record)
      : tier_(tier),
        texts_(texts),
        workers_(workers),
        record_(record),
        workspace_(tier.model().make_workspace()) {}

  void operator()(std::size_t begin, std::size_t end) {
    const Clock::time_point start = Clock::now();
    encoded_.clear();
    for (std::size_t text = begin; text < end; ++text) {
      encoded_.push_back(tier_.encode(texts_[text]));
    }
    pointers_.clear();
    double tokens = 0;
    for (const cascade::EncodedText& one : encoded_) {
      pointers_.push_back(&one);
      tokens += cascade::tokens_of(one);
    }
    const std::vector<float> logits =
        tier_.run(pointers_, std::numeric_limits<int>::max(), *workspace_);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count() / workers_;
    const std::size_t labels = logits.size() / encoded_.size();
    std::ranges::copy(logits, record_.logits.begin() + static_cast<std::ptrdiff_t>(begin * labels));
    for (std::size_t text = begin; text < end; ++text) {
      record_.seconds[text] = seconds * cascade::tokens_of(encoded_[text - begin]) / tokens;
    }
  }

 private:
  const cascade::Tier& tier_;
  std::span<const cascade::Request> texts_;
  int workers_;
  TierRecord& record_;
  std::unique_ptr<model::Workspace> workspace_;
  std::vector<cascade::EncodedText> encoded_;
  std::vector<const cascade::EncodedText*> pointers_;
};

}  // namespace

TierRecord run_in_batches(const cascade::Tier& tier, std::span<const cascade::Request> texts,
                          int batch, int workers) {
  const auto labels = static_cast<std::size_t>(tier.model().num_labels());
  TierRecord record{std::vector<float>(texts.size() * labels), std::vector<double>(texts.size())};
  for_each_batch(texts.size(), batch, workers,
                 [&] { return Worker(tier, texts, workers, record); });
  return record;
}

TierRecord run_one_by_one(const cascade::Tier& tier, std::span<const cascade::Request> texts) {
  return run_in_batches(tier, texts, 1, 1);
}

}  // namespace tango::evaluate
