// The parsers of the parts of config.json. Use model_config.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/json.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// A whole config.json, parsed. Throws as read_model_config does; `where` names the file.
[[nodiscard]] ModelConfig parse_model_config(const base::Json& json, std::string_view where);

/// nullopt when no family of encoders has that `model_type`.
[[nodiscard]] std::optional<EncoderConfig> parse_encoder_config(std::string_view model_type,
                                                                const base::Json& json,
                                                                std::string_view where);

/// DeBERTa's part; `config` holds the sizes.
[[nodiscard]] RelativeConfig parse_relative_config(const base::Json& json,
                                                   const EncoderConfig& config,
                                                   std::string_view where);

/// ModernBERT's part; `config` holds the sizes.
[[nodiscard]] PreNormConfig parse_pre_norm_config(const base::Json& json,
                                                  const EncoderConfig& config,
                                                  std::string_view where);

[[nodiscard]] BiLstmConfig parse_bilstm_config(const base::Json& json, std::string_view where);

[[nodiscard]] TfidfConfig parse_tfidf_config(const base::Json& json, std::string_view where);

/// A config.json whose "model_type" is "sentence_embeddings": that of the encoder that
/// "encoder_type" names, with another head.
[[nodiscard]] EncoderConfig parse_sentence_config(const base::Json& json, std::string_view where);

/// From id2label, else label2id, else num_labels; two labels without names where the file says
/// nothing (Hugging Face's default). Without problem_type, one label gets a sigmoid and more are
/// single-label, as the text-classification pipeline of `transformers` has it. span_labels() for a
/// class for question answering.
[[nodiscard]] Labels parse_labels(const base::Json& json, std::string_view where);

/// What the tensors say better: span_labels() where the only head is "qa_outputs", and for an
/// adapter (`of_adapter`), whose base's config.json knows nothing of its head, as many labels as
/// the head has rows.
[[nodiscard]] Labels labels_of_weights(Labels labels, const EncoderConfig& config,
                                       const WeightSource& weights, bool of_adapter);

/// A field that must be a whole number from `lowest` to `highest`.
[[nodiscard]] int require_size(const base::Json& json, std::string_view key, std::string_view where,
                               std::int64_t lowest, std::int64_t highest);

/// As require_size, with a default for an absent field.
[[nodiscard]] int size_or(const base::Json& json, std::string_view key, std::string_view where,
                          std::int64_t lowest, std::int64_t highest, int fallback);

/// Upper bounds of sizes: far above every model, and low enough that no product of two overflows,
/// nor the sum of kLargestWidth terms up to 127 * 127 in an int8 product.
inline constexpr std::int64_t kLargestTable = 1 << 24;
inline constexpr std::int64_t kLargestWidth = 1 << 17;
inline constexpr std::int64_t kMostLayers = 1 << 10;

}  // namespace tango::checkpoint
