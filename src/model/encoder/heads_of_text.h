// How a team shares the attention of a batch: text by text and head by head.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/team.h"
#include "kernel/attention/attention.h"

namespace tango::model {

/// Some heads of one text, whose rows begin at `first`.
struct HeadsOfText {
  int text;
  std::int32_t first;
  int tokens;
  kernel::Heads heads;
};

/// Calls body(heads of a text) for this member's share of all.
template <typename Body>
void for_each_text(std::span<const std::int32_t> offsets, int num_heads,
                   const base::TeamMember& member, const Body& body) {
  const int texts = static_cast<int>(offsets.size()) - 1;
  const auto [begin, end] = member.share(texts * num_heads);
  for (int unit = begin; unit < end;) {
    const int text = unit / num_heads;
    const kernel::Heads heads{unit - text * num_heads, std::min(end - text * num_heads, num_heads)};
    const std::int32_t first = offsets[static_cast<std::size_t>(text)];
    body(HeadsOfText{text, first, offsets[static_cast<std::size_t>(text) + 1] - first, heads});
    unit += heads.end - heads.begin;
  }
}

}  // namespace tango::model
