// The texts in flight and the last ones answered, so that equal texts are computed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "cascade/request.h"

namespace tango::service {

/// Compares whole requests, never only their hashes. Not thread-safe, but the request of a text in
/// flight stays in place, and the worker that computes it may read it.
class KnownTexts {
  struct Hash {
    std::size_t operator()(
        const cascade::Request& request) const;  // may throw, so that a node keeps its hash
  };

 public:
  struct State {
    std::uint64_t index = 0;                ///< Of the text that was seen first.
    std::vector<std::uint64_t> also;        ///< Indices of later texts that take this one's answer.
    std::optional<cascade::Answer> answer;  ///< Once it has one.
    bool asked_again = false;               ///< Since it was first seen or last kept.
  };
  using Text = std::pair<const cascade::Request, State>;
  using Forgotten = std::unordered_map<cascade::Request, State, Hash>::node_type;

  struct Found {
    Text* text = nullptr;
    bool is_new = false;
  };

  /// `most_bytes`: approximate memory for answered texts, with all overheads; 0 forgets each at
  /// once.
  explicit KnownTexts(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The text that equals `request`. If there was none, `request` is moved from and is now in
  /// flight. The pointer is valid until the text has been answered.
  [[nodiscard]] Found find_or_add(cascade::Request&& request);

  /// Keeps the answer of a text in flight for texts still to come. If there are too many, forgets
  /// the oldest texts that were not asked for again, possibly this one: they move to `forgotten`,
  /// so that the caller can free them later.
  void answered(Text& text, cascade::Answer&& answer, std::vector<Forgotten>& forgotten);

  /// Number of texts in flight and of answered ones.
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  void forget_oldest(std::vector<Forgotten>& forgotten);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::unordered_map<cascade::Request, State, Hash> texts_;
  std::deque<Text*> answered_;  ///< The oldest first.
};

}  // namespace tango::service
