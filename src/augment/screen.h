// Decides which texts may be used (none twice, none held out), and counts the others.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "augment/corpus.h"
#include "augment/guard.h"
#include "augment/hash_index.h"

namespace tango::augment {

struct ScreenCounts {
  std::int64_t texts = 0;                            ///< Texts (or pairs) that were looked at.
  std::int64_t empty = 0;                            ///< Without a letter or a digit.
  std::int64_t duplicates = 0;                       ///< Texts that, ignoring case, came before.
  std::array<std::int64_t, kLikenesses> held_out{};  ///< By Likeness; without duplicates.
  std::vector<std::int64_t> by_file;  ///< Those by file; several files may hold a text.

  [[nodiscard]] std::int64_t all_held_out() const {
    return held_out[0] + held_out[1] + held_out[2];
  }
};

/// What is known of a text without the others. May be made on any thread.
struct Judgement {
  std::uint64_t key = 0;  ///< A hash of the text, ignoring case.
  bool is_empty = false;
  std::optional<Guard::Match> match;
};

/// `text` is single_spaced(). A pair may not be used if one of its texts may not.
[[nodiscard]] Judgement judge(const TextPair& text, const Guard& guard);

/// Remembers the texts that it has seen, in sixteen to thirty bytes per text. Not thread-safe.
class Screen {
 public:
  explicit Screen(int num_files) : num_files_(num_files) {}

  /// Whether a text may be used. Counts it in `counts`.
  bool admit(const Judgement& judgement, ScreenCounts& counts);

 private:
  int num_files_;
  HashIndex seen_;
};

}  // namespace tango::augment
