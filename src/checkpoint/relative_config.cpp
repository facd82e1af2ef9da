// What config.json says of DeBERTa's relative positions.
#include <string>
#include <vector>

#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

constexpr std::int64_t kMostDistances = 1 << 13;

/// "c2p|p2c" or a list of the two.
std::vector<std::string> parse_names(const base::Json& json, std::string_view key,
                                     std::string_view where) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return {};
  if (found->is_array()) {
    std::vector<std::string> names;
    for (const base::Json& name : *found) {
      if (!name.is_string()) throw_invalid(where, in_quotes(key) + " should list names");
      names.push_back(name.get<std::string>());
    }
    return names;
  }
  const auto joined = base::require_field<std::string>(json, key, where);
  std::vector<std::string> names(1);
  for (const char c : joined) {
    if (c == '|') {
      names.emplace_back();
    } else if (c != ' ') {
      names.back() += c;
    }
  }
  return names;
}

void refuse_others(const base::Json& json, std::string_view key, int only, std::string_view what,
                   std::string_view where) {
  const int found = size_or(json, key, where, -1, kLargestWidth, only);
  if (found == only) return;
  throw_unsupported(where, in_quotes(key) + " is " + std::to_string(found) + "; supported is " +
                               std::to_string(only) + ": " + std::string(what));
}

}  // namespace

RelativeConfig parse_relative_config(const base::Json& json, const EncoderConfig& config,
                                     std::string_view where) {
  if (!base::field_or(json, "relative_attention", where, false)) {
    throw_unsupported(where,
                      "\"relative_attention\" is not true; DeBERTa without it is not supported");
  }
  refuse_others(json, "conv_kernel_size", 0,
                "convolutions, as in the xlarge models of version 2, are not; "
                "those of version 3 have none",
                where);
  refuse_others(json, "embedding_size", config.hidden_size, "embeddings as wide as the layers",
                where);
  refuse_others(json, "pooler_hidden_size", config.hidden_size, "a head as wide as the layers",
                where);
  refuse_others(json, "attention_head_size", config.hidden_size / config.num_heads,
                "heads that make up the width", where);
  RelativeConfig relative{.content_to_position = false, .position_to_content = false};
  for (const std::string& name : parse_names(json, "pos_att_type", where)) {
    (name == "c2p" ? relative.content_to_position : relative.position_to_content) = true;
    if (name != "c2p" && name != "p2c") {
      throw_unsupported(where,
                        "\"pos_att_type\" has " + in_quotes(name) + "; supported are c2p and p2c");
    }
  }
  if (!relative.content_to_position && !relative.position_to_content) {
    throw_unsupported(where, "\"pos_att_type\" is empty; supported are c2p, p2c and both");
  }
  relative.max_relative_positions =
      size_or(json, "max_relative_positions", where, -1, kMostDistances, -1);
  if (relative.max_relative_positions < 1) {
    relative.max_relative_positions = config.max_position_embeddings;
  }
  relative.position_buckets =
      std::max(0, size_or(json, "position_buckets", where, -1, kMostDistances, -1));
  if (config.max_position_embeddings > kMostDistances) {
    throw_unsupported(where, "\"max_position_embeddings\" is " +
                                 std::to_string(config.max_position_embeddings) +
                                 "; with relative positions at most " +
                                 std::to_string(kMostDistances) + " are supported");
  }
  const int half = relative.position_buckets / 2;
  if (relative.position_buckets > 0 && (half < 2 || relative.max_relative_positions - 1 <= half)) {
    throw_invalid(where,
                  "\"position_buckets\" should be at least 4 and below twice "
                  "\"max_relative_positions\" - 2, found " +
                      std::to_string(relative.position_buckets) + " and " +
                      std::to_string(relative.max_relative_positions));
  }
  relative.shares_projections = base::field_or(json, "share_att_key", where, false);
  for (const std::string& name : parse_names(json, "norm_rel_ebd", where)) {
    if (name == "layer_norm") relative.has_layer_norm = true;
  }
  return relative;
}

}  // namespace tango::checkpoint
