// Sentences in the form of the Penn Treebank.
#pragma once

#include <string>
#include <string_view>

namespace tango::augment {

/// Lower case, and tokens with spaces between them, as SST-2 and Rotten Tomatoes have them:
/// punctuation alone, "do n't", "it 's", "can not", quotes as `` and '', the last full stop alone,
/// those of abbreviations not; brackets and dashes as ( ) and --. `sentence` is single_spaced().
/// (After the rules that the Penn Treebank's tokeniser states; not a copy of its results.)
[[nodiscard]] std::string treebank_form(std::string_view sentence);

}  // namespace tango::augment
