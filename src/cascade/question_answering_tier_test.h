// Test support: a small question-answering tier with random weights.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cascade/tier.h"
#include "checkpoint/random_weights.h"
#include "checkpoint/small_encoder_test.h"

namespace tango::cascade {

inline Tier question_answering_tier(std::uint64_t seed, int max_tokens = 0,
                                    LongText long_text = LongText::kTruncate) {
  auto tokenizer = text::load_tokenizer(std::string(TANGO_SOURCE_DIR) + "/tests/golden/tiny-bert");
  const auto config = checkpoint::small_encoder(tokenizer->vocab_size(), {"start", "end"},
                                                checkpoint::ProblemType::kSpan);
  return {std::move(tokenizer), model::make_model(config, checkpoint::RandomWeights(config, seed)),
          1, max_tokens, long_text};
}

}  // namespace tango::cascade
