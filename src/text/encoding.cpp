#include "text/encoding.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/ascii.h"

namespace tango::text {

void to_code_points(std::string_view text, std::vector<Span>& offsets) {
  if (ascii_end(text, 0) == text.size()) return;
  std::vector<std::uint32_t> index;
  index.reserve(text.size() + 1);
  std::uint32_t count = 0;
  for (std::size_t position = 0; position < text.size(); ++count) {
    const std::size_t bytes = base::decode_utf8(text, position).bytes;
    index.insert(index.end(), bytes, count);
    position += bytes;
  }
  index.push_back(count);
  for (Span& span : offsets) {
    span = {index[std::min<std::size_t>(span.begin, text.size())],
            index[std::min<std::size_t>(span.end, text.size())]};
  }
}

}  // namespace tango::text
