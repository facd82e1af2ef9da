// The tokens that the files beside a vocabulary name, special ones and others.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/added_tokens.h"
#include "text/load/tokenizer_class.h"
#include "text/subword/subword_model.h"

namespace tango::text {

struct FileTokens {
  /// By kSpecialTokenKeys; nullopt where the class and the files have none.
  std::array<std::optional<AddedToken>, kSpecialTokenKeys.size()> special;
  /// All that are added to the vocabulary, in order. Their ids are still to be given.
  std::vector<AddedToken> added;

  /// The content of a special token. Throws kInvalidModel, naming `where`, where there is none.
  [[nodiscard]] const std::string& content(SpecialTokenKey key, std::string_view where) const;
};

/// As `transformers` 5 joins tokenizer_config.json (with its added_tokens_decoder) with
/// special_tokens_map.json, added_tokens.json and tokenizer.json's "added_tokens" (`listed`, null
/// for none). `pieces`: those that a SentencePiece model wants matched whole; null without one.
[[nodiscard]] FileTokens read_file_tokens(const DirectoryFiles& files, const TokenizerClass& chosen,
                                          const base::Json& listed,
                                          const std::vector<std::string>* pieces = nullptr);

/// Adds them to `tokens` as `tokenizers` does: with the model's id, or the next free one; a token
/// that is there already takes the new flags. Throws kInvalidModel when ids run out.
void add_tokens(const std::vector<AddedToken>& added, const SubwordModel& model,
                std::vector<AddedToken>& tokens, std::string_view where);

}  // namespace tango::text
