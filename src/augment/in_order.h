// Works on every core and takes the results in order.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "base/team.h"

namespace tango::augment {

/// Calls produce(Item&), which returns false when there is nothing more, and consume(Item&), which
/// returns false when it has enough, on this thread and in the same order. Between the two,
/// work(Item&) runs on the members of `team`, several items at a time. Items are reused: produce()
/// clears what it fills. What any of them throws is thrown here.
template <typename Item, typename Produce, typename Work, typename Consume>
void process_in_order(const base::Team& team, Produce&& produce, Work&& work, Consume&& consume) {
  constexpr std::size_t kItemsPerMember = 4;
  std::vector<Item> items(kItemsPerMember * static_cast<std::size_t>(team.size()));
  for (bool more = true; more;) {
    std::size_t filled = 0;
    while (filled < items.size() && (more = produce(items[filled]))) ++filled;
    std::atomic<std::size_t> next = 0;
    team.run([&](base::TeamMember& /*member*/) {
      for (std::size_t i = next.fetch_add(1); i < filled; i = next.fetch_add(1)) work(items[i]);
    });
    for (std::size_t i = 0; i < filled; ++i) {
      if (!consume(items[i])) return;
    }
  }
}

}  // namespace tango::augment
