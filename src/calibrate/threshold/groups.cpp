#include "calibrate/threshold/groups.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "calibrate/bound/betting.h"

namespace tango::calibrate {

std::vector<GroupTexts> groups_of(std::span<const ScoredText> texts, const Promise& promise) {
  std::vector<GroupTexts> groups;
  std::unordered_map<std::int64_t, std::size_t> places;
  for (const ScoredText& text : texts) {
    if (!counts_for(text, promise)) continue;
    const auto [place, is_new] = places.try_emplace(text.group, groups.size());
    if (is_new) groups.emplace_back();
    GroupTexts& group = groups[place->second];
    ++group.texts;
    if (text.differs && text.confidence == text.confidence) {
      group.differing.push_back(text.confidence);
    }
  }
  for (GroupTexts& group : groups) std::ranges::sort(group.differing, std::greater<>());
  return groups;
}

bool groups_show(std::span<const GroupTexts> groups, double risk, float threshold,
                 double significance) {
  std::int64_t largest = 1;
  for (const GroupTexts& group : groups) largest = std::max(largest, group.texts);
  const auto scale = 1 / static_cast<double>(largest);
  // A guess of the variance: each loss by itself, at the risk that is promised.
  DeadlineBet bet(static_cast<std::int64_t>(groups.size()), 1 - risk, risk * scale, significance);
  for (const GroupTexts& group : groups) {
    const auto losses = std::ranges::count_if(
        group.differing, [&](float confidence) { return accepts(threshold, confidence); });
    bet.add((risk * static_cast<double>(group.texts) - static_cast<double>(losses)) * scale);
  }
  return bet.rejected();
}

}  // namespace tango::calibrate
