#include "evaluate/measurement.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "cascade/batch_memory.h"
#include "cascade/label_thresholds.h"
#include "evaluate/question_answers.h"
#include "evaluate/tier_recorder.h"

namespace tango::evaluate {
namespace {

using Requests = std::span<const cascade::Request>;

constexpr double kSecondsOfABatchSize = 1;  ///< About, per batch that is tried.
constexpr std::size_t kWarmUpTexts = 16;

/// As many of the first texts as take about a second on all workers: enough for many batches.
Requests search_texts(Requests texts, std::span<const double> seconds_alone, int workers) {
  const double total = std::accumulate(seconds_alone.begin(), seconds_alone.end(), 0.0);
  const double wanted = kSecondsOfABatchSize * workers * static_cast<double>(texts.size()) / total;
  return texts.first(std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, texts.size()));
}

std::optional<cascade::BatchLimits> known_limits(const cascade::Cascade& cascade, int tier,
                                                 const MeasureOptions& options) {
  if (!options.batches.empty()) return options.batches[static_cast<std::size_t>(tier)];
  if (!options.known_batches) return std::nullopt;
  return cascade::remembered_limits(cascade.tier(tier), options.workers);
}

/// Adds a tier's answers to what all gave.
void add_answers(const cascade::Cascade& cascade, const std::vector<cascade::Answer>& answers,
                 const LabelledTexts& texts, RecordedRun& run) {
  auto& confidences = run.confidences.emplace_back(answers.size());
  std::ranges::transform(answers, confidences.begin(), &cascade::Answer::confidence);
  if (!texts.truths.empty()) {
    auto& labels = run.grading.labels.emplace_back(answers.size());
    std::ranges::transform(answers, labels.begin(), &cascade::Answer::label);
    if (run.tiers() == 1) return;
    const std::vector<int>& earlier = run.grading.labels[run.tiers() - 2];
    for (std::size_t i = 0; i < answers.size(); ++i) {
      confidences[i] = cascade.confidence_after(answers[i], earlier[i]);
    }
    return;
  }
  auto& credits = run.grading.credits.emplace_back();
  credits.reserve(answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (texts.answers.empty()) {  // a set counts where every label of it is right
      const auto found = cascade::labels_from(answers[i].scores, texts.label_thresholds);
      credits.push_back(found == texts.label_sets[i] ? 1 : 0);
    } else {
      credits.push_back(score_answer(answers[i], texts.answers[i]).f1);
    }
  }
}

}  // namespace

Measurement measure(const cascade::Cascade& cascade, const LabelledTexts& texts,
                    const MeasureOptions& options, const Watch& watch) {
  const auto tiers = static_cast<std::size_t>(cascade.num_tiers());
  const Requests requests(texts.requests);
  Measurement measured;
  RecordedRun answers = without_answers(texts.metric, cascade.labels().names.size(), texts.truths);
  std::vector<Times> alone(static_cast<std::size_t>(options.repeats), Times(tiers));
  std::vector<Times> batches = alone;
  for (std::size_t t = 0; t < tiers; ++t) {
    const auto tier = static_cast<int>(t);
    answers.goes_on.push_back(cascade.goes_on(tier));
    (void)run_one_by_one(cascade, tier, requests.first(std::min(kWarmUpTexts, requests.size())));
    for (std::size_t repeat = 0; repeat < alone.size(); ++repeat) {
      watch(fmt::format("tier {} of {}, one text at a time, {} of {}", t + 1, tiers, repeat + 1,
                        alone.size()));
      TierRecord record = run_one_by_one(cascade, tier, requests);
      alone[repeat][t] = std::move(record.seconds);
      if (repeat > 0) continue;
      add_answers(cascade, record.answers, texts, answers);
      measured.raw_confidences.push_back(std::move(record.raw_confidences));
    }
    measured.rates.emplace_back();
    auto known = known_limits(cascade, tier, options);
    // The same layers in the same batches; a search would run all those before, too.
    if (!known && cascade.goes_on(tier)) known = measured.limits.back();
    if (!known) {
      measured.rates.back() = throughput_by_batch(
          cascade, tier, search_texts(requests, alone.front()[t], options.workers),
          {.workers = options.workers}, [&](const std::string& tried) {
            watch(fmt::format("tier {} of {}, batches of {}", t + 1, tiers, tried));
          });
      known = best_batch(measured.rates.back()).limits;
      cascade::remember_limits(cascade.tier(tier), options.workers, *known);
    }
    const cascade::BatchLimits batch = *known;
    measured.limits.push_back(batch);
    const std::vector<std::size_t> ends = batch_ends(cascade.tier(tier), requests, batch);
    for (std::size_t repeat = 0; repeat < batches.size(); ++repeat) {
      watch(fmt::format("tier {} of {}, batches of {}, {} of {}", t + 1, tiers, to_string(batch),
                        repeat + 1, batches.size()));
      batches[repeat][t] = run_in_batches(cascade, tier, requests, ends, options.workers).seconds;
    }
  }
  const cascade::Tier& last = cascade.tier(cascade.num_tiers() - 1);
  for (const cascade::Request& request : requests) {
    measured.tokens.push_back(cascade::tokens_of(last.encode(request)));
  }
  measured.alone = make_setting("one text at a time, one core", answers, std::move(alone));
  measured.batches = make_setting(fmt::format("best batches, {} cores", options.workers),
                                  std::move(answers), std::move(batches));
  return measured;
}

}  // namespace tango::evaluate
