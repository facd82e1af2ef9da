#include "checkpoint/name_prefix.h"

#include <algorithm>
#include <vector>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {

std::span<const std::string_view> encoder_prefixes() {
  static const std::vector<std::string_view> prefixes = [] {
    std::vector<std::string_view> all;
    for (const EncoderFamily* family : encoder_families()) {
      if (std::ranges::find(all, family->prefix) == all.end()) all.push_back(family->prefix);
    }
    all.insert(all.end(), {"model.", ""});
    return all;
  }();
  return prefixes;
}

std::optional<std::string> find_encoder_prefix(const WeightSource& weights) {
  for (const EncoderFamily* family : encoder_families()) {
    for (const std::string_view prefix : encoder_prefixes()) {
      if (weights.contains(std::string(prefix).append(family->word_embeddings))) {
        return std::string(prefix);
      }
    }
  }
  return std::nullopt;
}

std::string_view without_encoder_prefix(std::string_view name) {
  for (const std::string_view prefix : encoder_prefixes()) {
    if (!prefix.empty() && name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

}  // namespace tango::checkpoint
