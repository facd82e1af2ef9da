// Copies: rows whose texts are equal.
//
// Independent draws repeat a text as often as it is served, so every row certifies by itself.
// Copies of few texts are hardly such draws, and say nothing of other texts: never is more promised
// than the different texts would show if each stood there once and none were lost.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "certify/parts.h"

namespace tango::certify {

struct DifferentTexts {
  std::int64_t count = 0;
  std::int64_t most_copies = 0;  ///< Rows of the most frequent text.
};

[[nodiscard]] DifferentTexts different_texts(const Sample& sample,
                                             std::span<const std::size_t> rows);

/// Throws kInvalidInput that says how many would do, unless there are enough different texts among
/// those that certify, of all and of each class with a floor.
void require_enough_texts(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                          const Promise& promise, const std::vector<std::string>& classes);

/// A sentence about a sample with many copies; nullopt of others, and where groups are named.
[[nodiscard]] std::optional<std::string> remark_on_copies(const Sample& sample,
                                                          std::span<const std::size_t> rows);

}  // namespace tango::certify
