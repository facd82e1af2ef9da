// The texts on their way and the last ones answered, so that equal texts are computed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "cascade/request.h"

namespace tango::cascade {

/// Compares whole requests, never only their hashes. Not thread-safe, but the request of a text on
/// its way stays where it is and may be read by who computes it.
class KnownTexts {
  struct Hash {
    std::size_t operator()(const Request& request) const;  // may throw: so a node keeps its hash
  };

 public:
  struct State {
    std::vector<std::uint64_t> also;  ///< The later texts that take this one's answer.
    std::optional<Answer> answer;     ///< Once it has one.
    bool asked_again = false;         ///< Since it was first seen, or last spared.
  };
  using Text = std::pair<const Request, State>;
  using Forgotten = std::unordered_map<Request, State, Hash>::node_type;

  struct Found {
    Text* text = nullptr;
    bool is_new = false;
  };

  /// `most_bytes`: of answered texts, about, all they take counted; 0 forgets each one at once.
  explicit KnownTexts(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The text that equals `request`; where there was none it is now on its way, and only then
  /// `request` is moved from. The pointer is good until the text has been answered.
  [[nodiscard]] Found find_or_add(Request&& request);

  /// Keeps the answer of a text on its way, for texts still to come, and forgets the oldest texts
  /// that were not asked for again where there are too many, maybe this one. They move to
  /// `forgotten`, so that the caller may free them at leisure.
  void answered(Text& text, Answer&& answer, std::vector<Forgotten>& forgotten);

  /// Texts on their way and answered ones.
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  void forget_oldest(std::vector<Forgotten>& forgotten);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::unordered_map<Request, State, Hash> texts_;
  std::deque<Text*> answered_;  ///< The oldest first.
};

}  // namespace tango::cascade
