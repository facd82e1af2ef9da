// How often a teacher gives each of its answers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/logits_file.h"

namespace tango::recipe {

struct ClassCount {
  std::string label;
  std::int64_t texts = 0;
};

/// The most frequent first.
[[nodiscard]] std::vector<ClassCount> count_classes(const checkpoint::LogitsFile& logits);

/// One line per class with its share; then, for each class that fewer than 5 % of the texts get,
/// what that means for it and what to do.
/// `are_given`: the answers come from a log.
[[nodiscard]] std::string shares_in_words(std::span<const ClassCount> classes,
                                          bool are_given = false);

}  // namespace tango::recipe
