// Keeps held-out texts, and what is nearly one of them, out of what is generated.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "augment/hash_index.h"
#include "augment/normal_form.h"

namespace tango::augment {

/// In the order in which they are looked for.
enum class Likeness : std::uint8_t {
  kEqual,      ///< The same letters in a row: whatever case, punctuation and tokenisation.
  kSharedRun,  ///< A run of words in common, or all words of a short held-out text.
  kSimilar     ///< Sets of word pairs with a Jaccard index at the bound or above.
};
inline constexpr int kLikenesses = 3;

struct GuardOptions {
  double similarity = 0.4;  ///< The Jaccard index's bound, in (0, 1].
  int shared_words = 8;     ///< Neighbouring words in common, at least kFewestWords.
};

/// The held-out texts, indexed. add() all, then seal(), then match() from any thread.
class Guard {
 public:
  /// Texts of fewer words are only ever equal: so short a text is like many by chance.
  static constexpr int kFewestWords = 5;

  explicit Guard(const GuardOptions& options) : options_(options) {}

  /// One text of the held-out file number `file`; files come in ascending order. A text of one word
  /// (a label, an id) does nothing: it says nothing that would leak.
  void add(std::string_view text, int file);
  void seal();

  struct Match {
    Likeness likeness;
    std::span<const int> files;  ///< That hold the text matched, ascending.
  };
  /// Why `text` may not be used, if so: a held-out text of the first likeness that holds. Exact: no
  /// match is missed. Thread-safe.
  [[nodiscard]] std::optional<Match> match(std::string_view text) const;

  /// How many texts, none equal to another, a file holds.
  [[nodiscard]] std::int64_t texts_of(int file) const;

 private:
  struct HeldOut {
    std::vector<int> files;
    std::vector<std::uint32_t> pairs;  ///< Of neighbouring words: their numbers, ascending.
  };
  /// A hash of each text, or run of words, and a text that has it.
  struct Places {
    HashIndex index;
    std::vector<std::uint32_t> texts;
    void add(std::uint64_t key, std::uint32_t text);
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t key) const;
  };

  void add_runs(const std::vector<std::uint64_t>& words, std::uint32_t text);
  [[nodiscard]] std::optional<std::uint32_t> find_run(std::span<const std::uint64_t> words) const;
  [[nodiscard]] std::optional<std::uint32_t> find_similar(
      std::span<const std::uint64_t> words) const;
  [[nodiscard]] bool are_similar(std::size_t pairs, std::size_t other_pairs,
                                 std::size_t shared) const;

  GuardOptions options_;
  std::vector<HeldOut> texts_;
  Places equal_;  ///< By their letters.
  Places runs_;   ///< Every run of shared_words words, and the short texts as a whole.
  HashIndex pairs_;
  std::vector<std::uint32_t> texts_with_pair_;  ///< Pair by pair; each begins at begins_[pair].
  std::vector<std::uint32_t> begins_;
};

}  // namespace tango::augment
