#include "text/subword/subword_model.h"

#include "base/utf8.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

constexpr char32_t kVisibleSpace = U'\u0120';  // ByteLevel's form of a space

bool is_edge_space(char32_t value) {
  return value == kVisibleSpace || unicode::has(value, unicode::kWhitespace);
}

}  // namespace

EdgeSpace edge_space(std::string_view content) {
  EdgeSpace edge;
  std::uint32_t characters = 0;
  for (std::size_t position = 0; position < content.size(); ++characters) {
    const base::DecodedCharacter character = base::decode_utf8(content, position);
    position += character.bytes;
    if (!is_edge_space(character.value)) {
      edge.trailing = 0;
      continue;
    }
    if (edge.leading == characters) ++edge.leading;
    ++edge.trailing;
  }
  return edge;
}

}  // namespace tango::text
