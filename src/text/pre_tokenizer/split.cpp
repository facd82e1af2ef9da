#include "text/pre_tokenizer/split.h"

namespace tango::text {

void append_matches(const Pattern& pattern, std::string_view text, Span part,
                    std::vector<Span>& out) {
  const std::size_t before = out.size();
  pattern.find(text.substr(part.begin, part.end - part.begin), out);
  if (part.begin == 0) return;
  for (std::size_t i = before; i < out.size(); ++i) {
    out[i] = {out[i].begin + part.begin, out[i].end + part.begin};
  }
}

void Split::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  out.reserve(splits.size() * 2);
  std::vector<Span> matches;
  for (const Span part : splits) {
    DelimiterCollector collector(behavior_, out);
    const auto add = [&](Span range, bool is_match) {
      if (is_match != invert_) {
        collector.delimiter(range);
      } else {
        collector.between(range);
      }
    };
    matches.clear();
    append_matches(*pattern_, text.text, part, matches);
    std::uint32_t covered = part.begin;
    for (const Span match : matches) {
      if (covered != match.begin) add({covered, match.begin}, false);
      add(match, true);
      covered = match.end;
    }
    if (covered != part.end) add({covered, part.end}, false);
    collector.finish();
  }
  splits.swap(out);
}

}  // namespace tango::text
