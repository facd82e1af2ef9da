// Where new texts come from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "augment/corpus.h"

namespace tango::augment {

/// A part of a preset's work. What is made from it depends on it alone.
struct Work {
  std::uint64_t begin = 0;  ///< Units begin … end - 1.
  std::uint64_t end = 0;
  std::vector<std::string> texts;  ///< Of each unit, for presets that read as they go.
};

/// One way of making texts. The seed is the preset's own.
class Preset {
 public:
  virtual ~Preset() = default;

  /// The next part, into `work`; false when everything was handed out. Not thread-safe.
  virtual bool next_work(Work& work) = 0;

  /// Appends the texts that come of `work`, single_spaced(). Thread-safe.
  virtual void generate(const Work& work, std::vector<TextPair>& texts) const = 0;

  /// Whether a smaller set should be a random sample of all texts (which are what they are), and
  /// not the first ones (of which there are as many as one likes).
  [[nodiscard]] virtual bool is_finite() const { return false; }
};

}  // namespace tango::augment
