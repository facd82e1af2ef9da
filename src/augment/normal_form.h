// Texts without their case, punctuation and tokenization, for comparison.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tango::augment {

/// Hashes of words without case, accents, apostrophes and punctuation. Hyphens separate words.
/// Words that a treebank splits are joined ("wo n't", "it 's", "can not", "gon na"); its brackets
/// ("-lrb-") are dropped.
struct NormalForm {
  std::vector<std::uint64_t> words;
  std::uint64_t letters =
      0;  ///< The hash of all letters and digits without the spaces between words.
};

/// Overwrites `form` and reuses its memory.
void to_normal_form(std::string_view text, NormalForm& form);

[[nodiscard]] inline NormalForm normal_form(std::string_view text) {
  NormalForm form;
  to_normal_form(text, form);
  return form;
}

}  // namespace tango::augment
