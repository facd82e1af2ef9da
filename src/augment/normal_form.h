// What two texts have in common whatever their case, punctuation and tokenisation.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tango::augment {

/// Words without case, accents, apostrophes and punctuation, as hashes. Hyphens part words. What a
/// treebank splits is joined ("wo n't" and "won't", "it 's", "can not", "gon na"), its brackets
/// ("-lrb-") are dropped.
struct NormalForm {
  std::vector<std::uint64_t> words;
  std::uint64_t letters =
      0;  ///< Of all letters and digits in a row: no spaces, so no tokenisation.
};

/// Overwrites `form`, whose memory is reused.
void to_normal_form(std::string_view text, NormalForm& form);

[[nodiscard]] inline NormalForm normal_form(std::string_view text) {
  NormalForm form;
  to_normal_form(text, form);
  return form;
}

}  // namespace tango::augment
