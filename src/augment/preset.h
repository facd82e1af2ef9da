// The interface of the ways to make new texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "augment/corpus.h"

namespace tango::augment {

/// A part of a preset's work. The texts that are made of it depend on it alone.
struct Work {
  std::uint64_t begin = 0;  ///< Units begin … end - 1.
  std::uint64_t end = 0;
  std::vector<std::string> texts;  ///< One per unit, for presets that read as they go.
};

/// One way of making texts. Each preset has a seed of its own.
class Preset {
 public:
  virtual ~Preset() = default;

  /// Puts the next part into `work`; returns false when there is none left. Not thread-safe.
  virtual bool next_work(Work& work) = 0;

  /// Appends the texts made of `work`, which are single_spaced(). Thread-safe.
  virtual void generate(const Work& work, std::vector<TextPair>& texts) const = 0;

  /// Whether there is a fixed number of texts, so that a smaller set should be a random sample of
  /// them, not the first ones.
  [[nodiscard]] virtual bool is_finite() const { return false; }
};

}  // namespace tango::augment
