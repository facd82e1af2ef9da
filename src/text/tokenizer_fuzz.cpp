// A tokenizer.json of any bytes loads or is refused by tango::Error; what loads encodes any text.
// Input: the file, then after the first zero byte a text, and after the next one its pair.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <tango/error.h>

#include "text/load/loaders.h"

namespace {

void exercise(const tango::text::Tokenizer& tokenizer, std::string_view text, std::string_view pair,
              bool offsets) {
  const auto whole = tokenizer.encode(text, pair, {0, offsets});
  for (std::size_t i = 0; i < whole.offsets.size(); ++i) {
    if (whole.sequence[i] < 0) continue;
    const std::size_t length = whole.sequence[i] == 1 ? pair.size() : text.size();
    const tango::text::Span span = whole.offsets[i];
    if (span.begin > span.end || span.end > length) std::abort();
  }
  if (tokenizer.encode(text, pair, {9, offsets}).ids.size() > 9) std::abort();
  for (const auto& window : tokenizer.encode_windows(text, {}, {8, offsets}, 2)) {
    if (window.ids.size() > 8) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\0'), size);
  const std::string_view rest = input.substr(std::min(end + 1, size));
  const std::size_t middle = std::min(rest.find('\0'), rest.size());
  const std::string_view text = rest.substr(0, middle);
  const std::string_view pair = rest.substr(std::min(middle + 1, rest.size()));
  std::unique_ptr<tango::text::Tokenizer> tokenizer;
  try {
    tokenizer = tango::text::load_tokenizer_json(input.substr(0, end), "input");
  } catch (const tango::Error&) {
    return 0;
  }
  try {
    for (const bool offsets : {false, true}) exercise(*tokenizer, text, pair, offsets);
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kInvalidInput) std::abort();
  }
  return 0;
}
