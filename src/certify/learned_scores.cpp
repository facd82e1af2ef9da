#include "certify/learned_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "calibrate/score/score_choice.h"
#include "certify/learned_texts.h"
#include "certify/parts.h"

namespace tango::certify {
namespace {

/// The first row in set A of each of its texts, whatever the other rows are.
std::vector<std::size_t> rows_to_learn_from(const Sample& sample) {
  std::vector<bool> seen(sample.texts.size());
  std::vector<std::size_t> rows;
  for (const std::size_t row : parts_of(sample).choosing) {
    if (seen[sample.rows[row]]) continue;
    seen[sample.rows[row]] = true;
    rows.push_back(row);
  }
  return rows;
}

/// Whether the tier's answer to the row's text costs nothing by the promise.
bool holds(const Sample& sample, const TierOutputs& outputs, const Promise& promise,
           std::size_t tier, std::size_t row) {
  const std::size_t text = sample.rows[row];
  if (!promise.labelled) return !outputs.differs(tier, text);
  const auto truth = static_cast<std::uint64_t>(sample.truths[row]);
  return outputs.answers[tier][text] == truth || outputs.answers.back()[text] != truth;
}

}  // namespace

bool LearnedScores::any() const {
  return std::ranges::any_of(scores, [](const auto& score) { return score.has_value(); });
}

LearnedScores learn_scores(const Sample& sample, const Promise& promise, TierOutputs& outputs) {
  LearnedScores learned;
  const std::vector<std::size_t> rows = rows_to_learn_from(sample);
  learned.texts = learned_texts(sample, rows);
  outputs.held_out = outputs.confidences;
  for (std::size_t tier = 0; tier + 1 < outputs.tiers(); ++tier) {
    const calibrate::FeatureTable& features = outputs.features[tier];
    calibrate::FeatureTable table{.features = features.features, .values = {}};
    std::vector<std::uint8_t> held;
    std::vector<float> plain;
    for (const std::size_t row : rows) {
      const std::size_t text = sample.rows[row];
      const std::span<const double> own = features.of(text);
      table.values.insert(table.values.end(), own.begin(), own.end());
      held.push_back(holds(sample, outputs, promise, tier, row) ? 1 : 0);
      plain.push_back(outputs.confidences[tier][text]);
    }
    learned.scores.emplace_back();
    if (rows.empty()) continue;
    calibrate::ScoreChoice choice = calibrate::choose_score(table, held, plain, promise.risk());
    learned.remarks.push_back(fmt::format(
        "Tier {}'s learned score is {}: where about {:.3g} % of {} texts set aside are lost, it "
        "defers {:.1f} % of them, and the kind of confidence that there was {:.1f} %.",
        tier + 1, choice.pays() ? "used" : "not used", 100 * promise.risk(), rows.size(),
        100 * choice.learned_deferral, 100 * choice.plain_deferral));
    if (!choice.pays()) continue;
    const cascade::LearnedScore score(choice.model.intercept, std::move(choice.model.weights));
    for (std::size_t text = 0; text < features.texts(); ++text) {
      outputs.confidences[tier][text] = score.confidence(features.of(text));
    }
    outputs.held_out[tier] = outputs.confidences[tier];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      outputs.held_out[tier][sample.rows[rows[i]]] =
          static_cast<float>(1 / (1 + std::exp(-choice.held_out[i])));
    }
    learned.scores.back() = score;
  }
  return learned;
}

}  // namespace tango::certify
