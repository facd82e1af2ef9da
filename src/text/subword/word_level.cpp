#include "text/subword/word_level.h"

namespace tango::text {

WordLevel::WordLevel(Vocabulary vocabulary, std::string_view unk_token)
    : vocabulary_(std::move(vocabulary)), unknown_(vocabulary_, unk_token) {}

void WordLevel::tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const {
  const std::int32_t id = vocabulary_.id_of(word);
  out.add(id < 0 ? unknown_.id_for(word) : id, origin,
          origin + static_cast<std::uint32_t>(word.size()));
}

}  // namespace tango::text
