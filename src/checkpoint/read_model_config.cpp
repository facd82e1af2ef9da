#include <string>

#include "checkpoint/config_parsers.h"
#include "checkpoint/family/encoder_family.h"
#include "checkpoint/invalid.h"
#include "checkpoint/model_config.h"

namespace tango::checkpoint {
namespace {

int checked_size(std::int64_t value, std::string_view key, std::string_view where,
                 std::int64_t lowest, std::int64_t highest) {
  if (value < lowest || value > highest) {
    throw_invalid(where, in_quotes(key) + " should be from " + std::to_string(lowest) + " to " +
                             std::to_string(highest) + ", found " + std::to_string(value));
  }
  return static_cast<int>(value);
}

}  // namespace

int require_size(const base::Json& json, std::string_view key, std::string_view where,
                 std::int64_t lowest, std::int64_t highest) {
  return checked_size(base::require_field<std::int64_t>(json, key, where), key, where, lowest,
                      highest);
}

int size_or(const base::Json& json, std::string_view key, std::string_view where,
            std::int64_t lowest, std::int64_t highest, int fallback) {
  return checked_size(base::field_or<std::int64_t>(json, key, where, fallback), key, where, lowest,
                      highest);
}

ModelConfig parse_model_config(const base::Json& json, std::string_view where) {
  const auto model_type = base::require_field<std::string>(json, "model_type", where);
  if (model_type == "bilstm") return parse_bilstm_config(json, where);
  if (model_type == "tfidf") return parse_tfidf_config(json, where);
  if (model_type == kSentenceEmbeddings) return parse_sentence_config(json, where);
  if (auto encoder = parse_encoder_config(model_type, json, where)) return *std::move(encoder);
  std::string supported;
  for (const EncoderFamily* family : encoder_families()) {
    for (const ModelType& type : family->model_types) supported.append(type.name).append(", ");
  }
  supported.resize(supported.size() - 2);
  throw_unsupported(where, "\"model_type\" is " + in_quotes(model_type) + "; supported are " +
                               supported + ", bilstm, tfidf and sentence_embeddings");
}

ModelConfig read_model_config(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "config.json";
  return parse_model_config(base::read_json(path), path.string());
}

}  // namespace tango::checkpoint
