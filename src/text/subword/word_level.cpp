#include "text/subword/word_level.h"

#include <tango/error.h>

namespace tango::text {

WordLevel::WordLevel(Vocabulary vocabulary, std::string_view unk_token, std::string_view where)
    : vocabulary_(std::move(vocabulary)), unk_id_(vocabulary_.id_of(unk_token)) {
  if (unk_id_ < 0) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the unknown token \"" +
                                              std::string(unk_token) +
                                              "\" is not in the vocabulary");
  }
}

void WordLevel::tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const {
  const std::int32_t id = vocabulary_.id_of(word);
  out.add(id < 0 ? unk_id_ : id, origin, origin + static_cast<std::uint32_t>(word.size()));
}

}  // namespace tango::text
