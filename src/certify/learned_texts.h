// The texts that a learned score was fitted on, which must not certify it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "certify/sample.h"

namespace tango::certify {

/// Hashes of the rows' texts, 16 hexadecimal digits each, as "learned_from" of a cascade has them:
/// of many texts the smallest, which are in whatever sample holds the same texts.
[[nodiscard]] std::string learned_texts(const Sample& sample, std::span<const std::size_t> rows);

/// Throws kInvalidInput where a text of the sample is one of `learned_from`, whatever its case,
/// punctuation and tokenization, or where that is empty: nothing is known.
void require_not_learned(const Sample& sample, const std::string& learned_from);

}  // namespace tango::certify
