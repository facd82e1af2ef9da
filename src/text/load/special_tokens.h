// The special tokens of a vocabulary without a tokenizer.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "text/added_tokens.h"
#include "text/post_processor/load_post_processor.h"
#include "text/subword/vocabulary.h"

namespace tango::text {

/// A special token's name in tokenizer_config.json (a string, or an object with "content").
[[nodiscard]] std::string special_token_name(const base::Json& config, std::string_view key,
                                             std::string_view fallback, std::string_view where);

/// Finds them one by one, under the names that tokenizer_config.json gives them ("cls_token": …),
/// else their family's.
class SpecialTokens {
 public:
  /// Refers to its arguments. `where` names the vocabulary's file, `config_where` that of `config`.
  SpecialTokens(const base::Json& config, std::string_view config_where,
                const Vocabulary& vocabulary, std::string_view where)
      : config_(config), config_where_(config_where), vocabulary_(vocabulary), where_(where) {}

  /// Throws kInvalidModel when the vocabulary lacks it.
  SpecialToken require(std::string_view key, std::string_view fallback);
  /// Passes over a token that the vocabulary lacks. `lstrip`: it includes the white space before
  /// it.
  void add(std::string_view key, std::string_view fallback, bool lstrip = false);

  /// All that were found, each once.
  [[nodiscard]] const std::vector<AddedToken>& found() const { return found_; }

 private:
  const base::Json& config_;
  std::string_view config_where_;
  const Vocabulary& vocabulary_;
  std::string_view where_;
  std::vector<AddedToken> found_;
};

}  // namespace tango::text
