// How many tokens each layer of an encoder should prune: the best trades of quality for work.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "checkpoint/model_config.h"

namespace tango::evaluate {

struct LengthCandidate {
  std::vector<float> shares;  ///< EncoderConfig::token_shares.
  double score = 0;           ///< More is better.
  double work = 1;            ///< Of the whole model's operations.
};

struct LengthSearchOptions {
  int generations = 10;
  int children = 20;      ///< Per generation: half by mutation, half by crossover.
  double mutation = 0.5;  ///< Of a layer's share.
  double least = 0.05;    ///< No share is smaller.
  int tokens = 128;       ///< Of a typical text, for counting operations.
  std::uint64_t seed = 1;
};

/// The products and attention of an encoder on texts of `tokens` tokens with these shares, relative
/// to pruning none. 1 for no shares.
[[nodiscard]] double relative_work(const checkpoint::EncoderConfig& config,
                                   std::span<const float> shares, int tokens);

/// Evolution (Kim and Cho 2021, section 3.4): parents are drawn from the front of those that no
/// other beats in both score and work; a child is one of them with some shares drawn anew, or the
/// mean of two. `score` is called once for each candidate; `watch` (may be null) after each with
/// how many there were and how many there will be at most. Returns the front, least work first; the
/// whole model is always a candidate.
[[nodiscard]] std::vector<LengthCandidate> search_lengths(
    const checkpoint::EncoderConfig& config, const LengthSearchOptions& options,
    const std::function<double(const std::vector<float>&)>& score,
    const std::function<void(int, int)>& watch);

}  // namespace tango::evaluate
