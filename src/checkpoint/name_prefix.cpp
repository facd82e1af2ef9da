#include "checkpoint/name_prefix.h"

#include <array>

namespace tango::checkpoint {

std::span<const std::string_view> encoder_prefixes() {
  static constexpr std::array<std::string_view, 6> kPrefixes{"bert.",       "roberta.", "mpnet.",
                                                             "distilbert.", "model.",   ""};
  return kPrefixes;
}

std::string_view without_encoder_prefix(std::string_view name) {
  for (const std::string_view prefix : encoder_prefixes()) {
    if (!prefix.empty() && name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

}  // namespace tango::checkpoint
