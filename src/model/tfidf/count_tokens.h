// How often each token is in a text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tango::model {

/// Calls `use(token, count)` with each token that is there, by rising id. Sorts `tokens`.
template <typename Use>
void count_tokens(std::vector<std::int32_t>& tokens, const Use& use) {
  std::ranges::sort(tokens);
  for (auto begin = tokens.begin(); begin != tokens.end();) {
    const auto end = std::upper_bound(begin, tokens.end(), *begin);
    use(*begin, end - begin);
    begin = end;
  }
}

}  // namespace tango::model
