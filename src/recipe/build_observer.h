// What a build tells whoever started it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace tango::recipe {

/// Called in the thread that builds; an empty function means that nobody listens.
struct BuildObserver {
  std::function<void(std::size_t stages)> on_planned;          ///< How many there are, at first.
  std::function<void(const std::string& stage)> on_begin;      ///< A stage begins to work.
  std::function<void(const std::string& stage)> on_unchanged;  ///< A stage is skipped.
  /// How often the teacher gives each answer, before anything learns from it; with line ends.
  std::function<void(const std::string& table)> on_shares;
  /// Classes that made texts hurt; with line ends.
  std::function<void(const std::string& sentences)> on_made_texts;
  /// What each of the cascades to choose from costs: cost_table, lines with line ends.
  std::function<void(const std::string& table)> on_costs;
  /// The thresholds of a cascade stay as they were chosen, because nothing can be promised of them;
  /// sentences that say why.
  std::function<void(const std::string& cascade, const std::string& why)> on_uncertified;
};

}  // namespace tango::recipe
