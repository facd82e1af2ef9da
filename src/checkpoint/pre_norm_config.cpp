// What config.json says of ModernBERT's layers.
#include <string>

#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

constexpr std::int64_t kMostAngles = 1 << 25;  // of tables of cosines and sines

/// "layer_types", or every "global_attn_every_n_layers"th sees all.
std::vector<bool> parse_is_local(const base::Json& json, int num_layers, std::string_view where) {
  std::vector<bool> is_local;
  const auto types = json.find("layer_types");
  if (types == json.end() || types->is_null()) {
    const int step = size_or(json, "global_attn_every_n_layers", where, 1, 1 << 20, 3);
    for (int layer = 0; layer < num_layers; ++layer) is_local.push_back(layer % step != 0);
    return is_local;
  }
  if (!types->is_array() || types->size() != static_cast<std::size_t>(num_layers)) {
    throw_invalid(where, "\"layer_types\" should list a name for each of " +
                             std::to_string(num_layers) + " layers");
  }
  for (const base::Json& type : *types) {
    const bool local = type == "sliding_attention";
    if (!local && type != "full_attention") {
      throw_unsupported(where, "\"layer_types\" has " + type.dump() +
                                   "; supported are \"full_attention\" and \"sliding_attention\"");
    }
    is_local.push_back(local);
  }
  return is_local;
}

/// "rope_parameters" of one kind of layer, else the name from before `transformers` 5.
double parse_theta(const base::Json& json, const char* layer_type, const char* old_name,
                   double fallback, std::string_view where) {
  std::string key = old_name;
  auto theta = base::find_field<double>(json, old_name, where);
  const auto all = json.find("rope_parameters");
  if (all != json.end() && !all->is_null() && !all->is_object()) {
    throw_invalid(where, "\"rope_parameters\" should be an object");
  }
  if (all != json.end() && all->is_object() && all->contains(layer_type) &&
      !all->at(layer_type).is_null()) {
    const base::Json& own = all->at(layer_type);
    const std::string place = std::string(where) + ": \"rope_parameters\": \"" + layer_type + "\"";
    if (!own.is_object()) throw_invalid(place, "should be an object");
    for (const char* name : {"rope_type", "type"}) {
      const auto kind = base::field_or<std::string>(own, name, place, "default");
      if (kind != "default") {
        throw_unsupported(place,
                          in_quotes(name) + " is " + in_quotes(kind) + "; supported is default");
      }
    }
    if (auto stated = base::find_field<double>(own, "rope_theta", place)) {
      theta = stated;
      key = "rope_theta";
    }
  }
  const double value = theta.value_or(fallback);
  if (!(value >= 1 && value <= 1e12)) {
    throw_invalid(where,
                  in_quotes(key) + " should be from 1 to 1e12, found " + std::to_string(value));
  }
  return value;
}

bool parse_pools_mean(const base::Json& json, std::string_view where) {
  const auto pooling = base::field_or<std::string>(json, "classifier_pooling", where, "cls");
  if (pooling != "cls" && pooling != "mean") {
    throw_invalid(where,
                  "\"classifier_pooling\" should be cls or mean, found " + in_quotes(pooling));
  }
  return pooling == "mean";
}

void check_sizes(const base::Json& json, const EncoderConfig& config, std::string_view where) {
  const int head_size = config.hidden_size / config.num_heads;
  if (head_size % 2 != 0) {
    throw_invalid(where,
                  "\"hidden_size\" by \"num_attention_heads\" should be even, as its halves are "
                  "rotated, found " +
                      std::to_string(head_size));
  }
  const int stated = size_or(json, "head_dim", where, 1, kLargestWidth, head_size);
  if (stated != head_size) {
    throw_unsupported(where, "\"head_dim\" is " + std::to_string(stated) +
                                 "; supported are heads " + "that make up the width, here " +
                                 std::to_string(head_size));
  }
  const std::int64_t most = kMostAngles / (head_size / 2);
  if (config.max_position_embeddings > most) {
    throw_unsupported(where, "\"max_position_embeddings\" is " +
                                 std::to_string(config.max_position_embeddings) +
                                 "; with rotated heads of " + std::to_string(head_size) +
                                 " at most " + std::to_string(most) + " are supported");
  }
  if (const auto scaling = json.find("rope_scaling");
      scaling != json.end() && !scaling->is_null()) {
    throw_unsupported(where, "\"rope_scaling\" is set; positions are only rotated unscaled");
  }
}

}  // namespace

PreNormConfig parse_pre_norm_config(const base::Json& json, const EncoderConfig& config,
                                    std::string_view where) {
  check_sizes(json, config, where);
  const auto flag = [&](const char* key) { return base::field_or(json, key, where, false); };
  PreNormConfig layers;
  layers.is_local = parse_is_local(json, config.num_layers, where);
  layers.half_window = size_or(json, "local_attention", where, 0, kLargestTable, 128) / 2;
  layers.half_window = size_or(json, "sliding_window", where, 0, kLargestTable, layers.half_window);
  layers.global_rope_theta =
      parse_theta(json, "full_attention", "global_rope_theta", layers.global_rope_theta, where);
  layers.local_rope_theta =
      parse_theta(json, "sliding_attention", "local_rope_theta", layers.local_rope_theta, where);
  layers.attention_bias = flag("attention_bias");
  layers.feed_forward_bias = flag("mlp_bias");
  layers.norm_bias = flag("norm_bias");
  layers.head_bias = flag("classifier_bias");
  layers.pools_mean = parse_pools_mean(json, where);
  return layers;
}

}  // namespace tango::checkpoint
