// The part of a tensor's name that says which class saved it: "bert." in BertForSequence-
// Classification, nothing in BertModel.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Prefixes that the families' classes put before an encoder's names, the empty one included.
[[nodiscard]] std::span<const std::string_view> encoder_prefixes();

/// The prefix before the word embeddings that `weights` have, whatever their family; nullopt where
/// they have none.
[[nodiscard]] std::optional<std::string> find_encoder_prefix(const WeightSource& weights);

/// `name` without the encoder prefix that it starts with, if any.
[[nodiscard]] std::string_view without_encoder_prefix(std::string_view name);

/// The tensor that every encoder has, and by which its prefix is recognised, as most families call
/// it.
inline constexpr std::string_view kWordEmbeddings = "embeddings.word_embeddings.weight";

}  // namespace tango::checkpoint
