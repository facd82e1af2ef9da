// The texts in flight and the last ones answered, so that equal texts are computed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "cascade/request.h"

namespace tango::service {

/// Compares whole requests, never only their hashes. Not thread-safe, but the request of a text in
/// flight stays in place, and the worker that computes it may read it.
class KnownTexts {
 public:
  struct Text {
    const cascade::Request request;
    const std::size_t hash;
    std::uint64_t index = 0;                ///< Of the text that was seen first.
    std::vector<std::uint64_t> also;        ///< Indices of later texts that take this one's answer.
    std::optional<cascade::Answer> answer;  ///< Once it has one.
    bool asked_again = false;               ///< Since it was first seen or last kept.
  };
  using Forgotten = std::unique_ptr<Text>;

  struct Found {
    Text* text = nullptr;
    bool is_new = false;
  };

  /// `most_bytes`: approximate memory for answered texts, with all overheads; 0 forgets each at
  /// once.
  explicit KnownTexts(std::size_t most_bytes);

  /// The text that equals `request`. If there was none, `request` is moved from and is now in
  /// flight. The pointer is valid until the text has been answered.
  [[nodiscard]] Found find_or_add(cascade::Request&& request);

  /// Keeps the answer of a text in flight for texts still to come. If there are too many, forgets
  /// the oldest texts that were not asked for again, possibly this one: they move to `forgotten`,
  /// so that the caller can free them later.
  void answered(Text& text, cascade::Answer&& answer, std::vector<Forgotten>& forgotten);

  /// Forgets a text in flight, which has no answer that others may take.
  void forget(const Text& text, std::vector<Forgotten>& forgotten) {
    forgotten.push_back(take_out(text));
  }

  /// Number of texts in flight and of answered ones.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  /// A text and its hash, so that another one's memory is not touched in vain.
  struct Slot {
    std::size_t hash = 0;
    std::unique_ptr<Text> text;
  };

  [[nodiscard]] std::size_t after(std::size_t slot) const {
    return (slot + 1) & (slots_.size() - 1);
  }
  void place(Slot&& taken);
  void grow();
  [[nodiscard]] std::unique_ptr<Text> take_out(const Text& text);
  void forget_oldest(std::vector<Forgotten>& forgotten);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::vector<Slot> slots_;  ///< A hash table with linear probing; a power of two, half empty.
  std::size_t size_ = 0;
  std::deque<Text*> answered_;  ///< The oldest first.
};

}  // namespace tango::service
