// Writes sentences in the form of the Penn Treebank.
#pragma once

#include <string>
#include <string_view>

namespace tango::augment {

/// Lower case, with spaces between tokens, as in SST-2 and Rotten Tomatoes: punctuation marks are
/// tokens, and so are the parts of "do n't", "it 's" and "can not"; quotes are `` and '', brackets
/// and dashes ( ) and --; full stops of abbreviations stay with them, but for the last of a
/// sentence. `sentence` is single_spaced(). This follows the published rules of the Penn Treebank's
/// tokenizer, but does not equal it.
[[nodiscard]] std::string treebank_form(std::string_view sentence);

}  // namespace tango::augment
