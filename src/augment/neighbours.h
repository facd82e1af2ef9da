// The words nearest to a word by the cosine of their vectors.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/team.h"
#include "checkpoint/glove.h"

namespace tango::augment {

/// Exact: every word is compared with every vector. Immutable, thread-safe.
class Neighbours {
 public:
  /// Finds for each of `words` the `count` nearest other words of `vectors` in lower case and of
  /// letters alone, nearest first; of equally near ones the first in the file. A word without a
  /// vector has none. If a word has two vectors, the first one counts.
  Neighbours(checkpoint::WordVectors vectors, std::span<const std::string> words, int count,
             const base::Team& team);
  Neighbours(const Neighbours&) = delete;
  Neighbours& operator=(const Neighbours&) = delete;

  /// The neighbours of words[index].
  [[nodiscard]] std::span<const std::string_view> of(std::size_t index) const {
    return {nearest_.data() + begins_[index], begins_[index + 1] - begins_[index]};
  }
  [[nodiscard]] std::int64_t words_with_vectors() const { return words_with_vectors_; }

 private:
  std::vector<std::string> vocabulary_;
  std::vector<std::string_view> nearest_;
  std::vector<std::size_t> begins_;
  std::int64_t words_with_vectors_ = 0;
};

}  // namespace tango::augment
