#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "api/c/boundary.h"
#include "api/c/handles.h"

namespace tango::c {
namespace {

std::string_view view(const char* text, std::size_t bytes) {
  if (bytes > 0) require(text, "text");
  return bytes == 0 ? std::string_view{} : std::string_view(text, bytes);
}

Text& last_of(tango_texts* texts) {
  require(texts, "texts");
  if (texts->texts.empty()) {
    throw Error(ErrorCode::kUsage, "no text was added yet; add the text first, then its settings");
  }
  return texts->texts.back();
}

}  // namespace
}  // namespace tango::c

tango_texts* tango_texts_new() { return new (std::nothrow) tango_texts; }
void tango_texts_free(tango_texts* texts) { delete texts; }

size_t tango_texts_size(const tango_texts* texts) {
  return texts == nullptr ? 0 : texts->texts.size();
}

tango_status tango_texts_add(tango_texts* texts, const char* text, size_t bytes) {
  return tango::c::guarded([&] {
    tango::c::require(texts, "texts");
    tango::Text added;
    added.text = tango::c::view(text, bytes);
    texts->texts.push_back(std::move(added));
  });
}

tango_status tango_texts_add_pair(tango_texts* texts, const char* text, size_t bytes,
                                  const char* pair, size_t pair_bytes) {
  return tango::c::guarded([&] {
    tango::c::require(texts, "texts");
    tango::Text added;
    added.text = tango::c::view(text, bytes);
    added.pair = tango::c::view(pair, pair_bytes);
    texts->texts.push_back(std::move(added));
  });
}

tango_status tango_texts_set_threshold(tango_texts* texts, float threshold) {
  return tango::c::guarded([&] { tango::c::last_of(texts).threshold = threshold; });
}

tango_status tango_texts_set_tier(tango_texts* texts, int tier) {
  return tango::c::guarded([&] { tango::c::last_of(texts).tier = tier; });
}
