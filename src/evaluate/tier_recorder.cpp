#include "evaluate/tier_recorder.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "evaluate/parallel_batches.h"

namespace tango::evaluate {

std::vector<std::size_t> batch_ends(const cascade::Tier& tier,
                                    std::span<const cascade::Request> texts,
                                    const cascade::BatchLimits& limits) {
  if (limits.tokens == kAnyTokens) return ends_of_batches(texts.size(), limits.texts);
  std::vector<std::size_t> ends;
  std::size_t begin = 0;
  int tokens = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const int more = cascade::tokens_of(tier.encode(texts[i]));
    const bool full =
        i - begin == static_cast<std::size_t>(limits.texts) || tokens + more > limits.tokens;
    if (i > begin && full) {
      ends.push_back(i);
      begin = i;
      tokens = 0;
    }
    tokens += more;
  }
  if (begin < texts.size()) ends.push_back(texts.size());
  return ends;
}

namespace {

using Clock = std::chrono::steady_clock;

/// One thread's share of a run.
class Worker {
 public:
  Worker(const cascade::Cascade& cascade, int tier, std::span<const cascade::Request> texts,
         int workers, TierRecord& record)
      : cascade_(cascade),
        index_(tier),
        tier_(cascade.tier(tier)),
        texts_(texts),
        workers_(workers),
        record_(record),
        workspace_(tier_.model().make_workspace()) {}

  void operator()(std::size_t begin, std::size_t end) {
    Clock::time_point start = Clock::now();
    encoded_.clear();
    for (std::size_t text = begin; text < end; ++text) {
      encoded_.push_back(tier_.encode(texts_[text]));
    }
    tier_texts_.clear();
    double tokens = 0;
    for (const cascade::EncodedText& one : encoded_) {
      tier_texts_.push_back({&one, nullptr});
      tokens += cascade::tokens_of(one);
    }
    cascade::TierOutput output = run_tier(first_of_chain());
    for (int tier = first_of_chain() + 1; tier <= index_; ++tier) {
      const std::vector<std::unique_ptr<cascade::TextState>> left = std::move(output.states);
      for (std::size_t i = 0; i < left.size(); ++i) tier_texts_[i].state = left[i].get();
      start = Clock::now();
      output = run_tier(tier);
    }
    const cascade::TextLogits& logits = output.logits;
    for (std::size_t i = 0; i < encoded_.size(); ++i) {
      record_.answers[begin + i] =
          cascade_.answer(index_, logits.of(i), encoded_[i], texts_[begin + i]);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count() / workers_;
    for (std::size_t i = 0; i < encoded_.size(); ++i) {
      record_.seconds[begin + i] = seconds * cascade::tokens_of(encoded_[i]) / tokens;
      record_.raw_confidences[begin + i] =
          tier_.temperature() == 1
              ? record_.answers[begin + i].confidence
              : cascade_.answer(index_, logits.of(i), encoded_[i], texts_[begin + i], 1).confidence;
    }
  }

 private:
  [[nodiscard]] int first_of_chain() const {
    int tier = index_;
    while (cascade_.goes_on(tier)) --tier;
    return tier;
  }

  /// As the service does it: the tier leaves what the next goes on from.
  [[nodiscard]] cascade::TierOutput run_tier(int tier) {
    return cascade_.tier(tier).go_on(tier_texts_, std::numeric_limits<int>::max(), *workspace_, {},
                                     cascade_.goes_on(tier + 1));
  }

  const cascade::Cascade& cascade_;
  int index_;
  const cascade::Tier& tier_;
  std::span<const cascade::Request> texts_;
  int workers_;
  TierRecord& record_;
  std::unique_ptr<model::Workspace> workspace_;
  std::vector<cascade::EncodedText> encoded_;
  std::vector<cascade::TierText> tier_texts_;
};

}  // namespace

TierRecord run_in_batches(const cascade::Cascade& cascade, int tier,
                          std::span<const cascade::Request> texts,
                          std::span<const std::size_t> ends, int workers) {
  TierRecord record;
  record.answers.resize(texts.size());
  record.raw_confidences.resize(texts.size());
  record.seconds.resize(texts.size());
  for_each_batch(ends, workers, [&] { return Worker(cascade, tier, texts, workers, record); });
  return record;
}

TierRecord run_one_by_one(const cascade::Cascade& cascade, int tier,
                          std::span<const cascade::Request> texts) {
  return run_in_batches(cascade, tier, texts, ends_of_batches(texts.size(), 1), 1);
}

}  // namespace tango::evaluate
