#include "text/pre_tokenizer/delimiter.h"

#include "base/utf8.h"

namespace tango::text {
namespace {

/// Takes the alternating parts of a text in order and joins them as the behaviour says.
class Collector {
 public:
  Collector(DelimiterBehavior behavior, std::vector<Span>& out)
      : behavior_(behavior), out_(out), first_(out.size()) {}

  void between(Span part) {
    if (part.begin == part.end) return;
    if (behavior_ == DelimiterBehavior::kMergedWithNext && last_was_delimiter_) {
      out_.back().end = part.end;
    } else {
      out_.push_back(part);
    }
    last_was_delimiter_ = false;
  }

  void delimiter(Span part) {
    const bool joins = (behavior_ == DelimiterBehavior::kMergedWithPrevious &&
                        !last_was_delimiter_ && out_.size() > first_) ||
                       (behavior_ == DelimiterBehavior::kContiguous && last_was_delimiter_);
    if (joins) {
      out_.back().end = part.end;
    } else if (behavior_ != DelimiterBehavior::kRemoved) {
      out_.push_back(part);
    }
    last_was_delimiter_ = true;
  }

 private:
  DelimiterBehavior behavior_;
  std::vector<Span>& out_;
  std::size_t first_;
  bool last_was_delimiter_ = false;
};

}  // namespace

void split_at(std::string_view text, Span range, std::uint32_t properties,
              DelimiterBehavior behavior, std::vector<Span>& out) {
  Collector collector(behavior, out);
  std::uint32_t begin = range.begin;
  for (std::uint32_t position = range.begin; position < range.end;) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    const std::uint32_t next = position + character.bytes;
    if (unicode::has(character.value, properties)) {
      collector.between({begin, position});
      collector.delimiter({position, next});
      begin = next;
    }
    position = next;
  }
  collector.between({begin, range.end});
}

}  // namespace tango::text
