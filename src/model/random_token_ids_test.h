// Random texts, the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace tango::model {

/// A text of `length` tokens, ids from 5 on, by the rule of the goldens' inputs
/// (tests/parity/README.md).
[[nodiscard]] inline std::vector<std::int32_t> random_token_ids(std::uint64_t seed,
                                                                const std::string& stream,
                                                                int length, int vocab_size) {
  constexpr int kFirstId = 5;
  const base::RandomStream random(seed, stream);
  std::vector<std::int32_t> ids(static_cast<std::size_t>(length));
  for (std::size_t j = 0; j < ids.size(); ++j) {
    const auto bound = static_cast<std::uint64_t>(vocab_size - kFirstId);
    ids[j] = kFirstId + static_cast<std::int32_t>(random.below(j, bound));
  }
  return ids;
}

}  // namespace tango::model
