// Metaspace: SentencePiece's visible spaces, at which the text is split.
#pragma once

#include <string>

#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

/// Where a replacement is put before a split that does not begin with one.
enum class PrependScheme {
  kAlways,
  kNever,
  kFirst,  ///< Where the split begins with the first character of the original text.
};

/// Each space becomes the replacement, and a word begins at each replacement.
class Metaspace : public PreTokenizer {
 public:
  /// `replacement`: one character in UTF-8. `splits`: false leaves each split whole.
  Metaspace(std::string replacement, PrependScheme scheme, bool splits)
      : replacement_(std::move(replacement)), scheme_(scheme), splits_(splits) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;

 private:
  [[nodiscard]] bool prepends(const NormalizedText& text, Span part) const;

  std::string replacement_;
  PrependScheme scheme_;
  bool splits_;
};

}  // namespace tango::text
