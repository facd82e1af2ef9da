// Test support: a cascade whose first tiers are exits of its last.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/fake_tier.h"
#include "checkpoint/small_encoder_test.h"

namespace tango::cascade {

/// Of an encoder with random weights: exits after its first and its second layer, then all four.
inline Cascade make_exit_cascade(std::vector<Threshold> thresholds,
                                 model::Precision precision = model::Precision::kFloat32,
                                 LongText long_text = LongText::kTruncate, int max_tokens = 0) {
  const auto config = checkpoint::small_encoder(
      128, {"no", "yes"}, checkpoint::ProblemType::kSingleLabelClassification);
  const std::shared_ptr<const model::EarlyExitModel> encoder = model::make_early_exit_model(
      config, checkpoint::RandomWeights(config, 5), checkpoint::random_off_ramps(config, 6),
      {.precision = precision, .layers = {1, 2}});
  std::vector<Tier> tiers;
  for (const int layers : {1, 2, config.num_layers}) {
    tiers.emplace_back(std::make_shared<fake::ByteTokenizer>(),
                       std::make_shared<const model::EncoderPart>(encoder, layers), 1.0F,
                       max_tokens, long_text);
  }
  checkpoint::Labels labels = tiers.back().labels();
  return {std::move(tiers), std::move(thresholds), std::move(labels),
          ConfidenceKind::kMaxProbability};
}

/// What a tier answers to a text that it reads from its beginning, alone.
inline Answer answer_alone(const Cascade& cascade, int tier, const Request& request) {
  const EncodedText encoded = cascade.tier(tier).encode(request);
  const EncodedText* const text = &encoded;
  const auto workspace = cascade.tier(tier).model().make_workspace();
  const TextLogits logits = cascade.tier(tier).run({&text, 1}, 4096, *workspace);
  return cascade.answer(tier, logits.of(0), encoded, request);
}

}  // namespace tango::cascade
