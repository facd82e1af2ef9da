// Keeps held-out texts, and texts that are nearly one of them, out of what is generated.
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

/// How a text resembles a held-out one, in the order in which the guard looks.
enum class Likeness : std::uint8_t {
  kEqual,      ///< The same letters, whatever case, punctuation and tokenization.
  kSharedRun,  ///< Neighbouring words in common, or all words of a short text.
  kSimilar     ///< Sets of word pairs with a Jaccard index of at least the bound.
};
inline constexpr int kLikenesses = 3;

struct GuardOptions {
  double similarity = 0.4;  ///< The bound of the Jaccard index, in (0, 1].
  int shared_words = 8;     ///< Neighbouring words in common, at least kFewestWords.
};

/// An index of the held-out texts: add() all of them, then seal(), then match() from any thread.
class Guard {
 public:
  /// Shorter texts can only be kEqual: they resemble too many others by chance.
  static constexpr int kFewestWords = 5;

  explicit Guard(const GuardOptions& options) : options_(options) {}

  /// Adds a text of the held-out file number `file`; files come in ascending order. A text of one
  /// word (a label, an id) is ignored.
  void add(std::string_view text, int file);
  void seal();

  struct Match {
    Likeness likeness;
    std::span<const int> files;  ///< The files that hold the text matched, ascending.
  };
  /// The first likeness of `text` to a held-out text; nullopt if it has none and may be used.
  /// Exact: no match is missed. Thread-safe.
  [[nodiscard]] std::optional<Match> match(std::string_view text) const;

  /// The number of different texts in a file.
  [[nodiscard]] std::int64_t texts_of(int file) const;

 private:
  struct HeldOut {
    std::vector<int> files;
    std::vector<std::uint32_t>
        pairs;  ///< The numbers of its pairs of neighbouring words, ascending.
  };
  /// From the hash of a text, or of a run of words, to a text that has it.
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
  Places runs_;   ///< Every run of shared_words words, and short texts as a whole.
  HashIndex pairs_;
  std::vector<std::uint32_t>
      texts_with_pair_;  ///< By pair; those of a pair begin at begins_[pair].
  std::vector<std::uint32_t> begins_;
};

}  // namespace tango::augment
