#include "service/statistics.h"

#include <algorithm>
#include <cmath>

namespace tango::service {
namespace {

constexpr float kConfidenceUnit = 1000;

std::uint64_t nanoseconds(Duration time) {
  return static_cast<std::uint64_t>(std::max<Duration::rep>(time.count(), 0));
}

}  // namespace

void TierCounts::batch_ran(std::size_t texts, int tokens_of_batch, int cores, Duration time) {
  batches.add(1);
  tokens.add(static_cast<std::uint64_t>(tokens_of_batch));
  busy.add(static_cast<std::uint64_t>(cores) * nanoseconds(time));
  batch_texts.add(texts);
  batch_tokens.add(static_cast<std::uint64_t>(tokens_of_batch));
}

void TierCounts::text_ran(float confidence_of_text, Duration queued) {
  confidence.add(static_cast<std::uint64_t>(std::lround(kConfidenceUnit * confidence_of_text)));
  queue_time.add(nanoseconds(queued));
}

void TierCounts::text_answered(Duration since_submission) {
  answers.add(1);
  latency.add(nanoseconds(since_submission));
}

void TierCounts::add_to(TierSnapshot& snapshot) const {
  snapshot.answers += answers.get();
  snapshot.deferrals += deferrals.get();
  snapshot.batches += batches.get();
  snapshot.tokens += tokens.get();
  snapshot.busy += Duration(static_cast<Duration::rep>(busy.get()));
  queue_time.add_to(snapshot.queue_time);
  batch_texts.add_to(snapshot.batch_texts);
  batch_tokens.add_to(snapshot.batch_tokens);
  confidence.add_to(snapshot.confidence);
  latency.add_to(snapshot.latency);
}

}  // namespace tango::service
