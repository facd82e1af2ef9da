#include "text/pre_tokenizer/delimiter.h"

#include <algorithm>

#include "base/utf8.h"

namespace tango::text {
void DelimiterCollector::join_or_add(bool joins, Span part) {
  any_empty_ = any_empty_ || part.begin == part.end;
  if (joins && out_.size() > first_) {
    out_.back().end = part.end;
  } else {
    out_.push_back(part);
  }
}

void DelimiterCollector::between(Span part) {
  join_or_add((behavior_ == DelimiterBehavior::kMergedWithNext && last_was_delimiter_) ||
                  (behavior_ == DelimiterBehavior::kContiguous && !last_was_delimiter_),
              part);
  last_was_delimiter_ = false;
}

void DelimiterCollector::delimiter(Span part) {
  if (behavior_ != DelimiterBehavior::kRemoved) {
    join_or_add((behavior_ == DelimiterBehavior::kMergedWithPrevious && !last_was_delimiter_) ||
                    (behavior_ == DelimiterBehavior::kContiguous && last_was_delimiter_),
                part);
  }
  last_was_delimiter_ = true;
}

void DelimiterCollector::finish() {
  if (!any_empty_) return;
  const auto is_empty = [](Span part) { return part.begin == part.end; };
  const auto from = out_.begin() + static_cast<std::ptrdiff_t>(first_);
  out_.erase(std::remove_if(from, out_.end(), is_empty), out_.end());
}

void split_at(std::string_view text, Span range, std::uint32_t properties,
              DelimiterBehavior behavior, std::vector<Span>& out) {
  DelimiterCollector collector(behavior, out);
  std::uint32_t begin = range.begin;
  for (std::uint32_t position = range.begin; position < range.end;) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    const std::uint32_t next = position + character.bytes;
    if (unicode::has(character.value, properties)) {
      if (begin < position) collector.between({begin, position});
      collector.delimiter({position, next});
      begin = next;
    }
    position = next;
  }
  if (begin < range.end) collector.between({begin, range.end});
  collector.finish();
}

}  // namespace tango::text
