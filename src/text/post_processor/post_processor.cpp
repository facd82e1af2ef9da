#include "text/post_processor/post_processor.h"

#include <algorithm>

namespace tango::text {
namespace {

std::size_t count_special(const Template& pieces) {
  std::size_t count = 0;
  for (const TemplatePiece& piece : pieces) count += piece.ids.size();
  return count;
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// `begin` moved forward by that many code points, at most to `end`.
std::uint32_t advance(std::string_view text, std::uint32_t begin, std::uint32_t end,
                      std::uint32_t code_points) {
  for (; code_points > 0 && begin < end; --code_points) {
    do {
      ++begin;
    } while (begin < end && is_continuation(text[begin]));
  }
  return begin;
}

/// `end` moved back by that many code points, at most to `begin`; unchanged where the text has too
/// few.
std::uint32_t retreat(std::string_view text, std::uint32_t begin, std::uint32_t end,
                      std::uint32_t code_points) {
  std::uint32_t position = end;
  for (; code_points > 0; --code_points) {
    if (position == 0) return end;
    do {
      --position;
    } while (position > 0 && is_continuation(text[position]));
  }
  return std::max(position, begin);
}

Span trim(Span span, EdgeSpace edge, bool first, bool add_prefix_space, std::string_view text) {
  if ((first || span.begin == 0) && add_prefix_space && edge.leading == 1) edge.leading = 0;
  span.begin = advance(text, span.begin, span.end, edge.leading);
  if (edge.trailing > 0) span.end = retreat(text, span.begin, span.end, edge.trailing);
  return span;
}

}  // namespace

PostProcessor::PostProcessor(Template single, Template pair, std::vector<bool> trims)
    : templates_{std::move(single), std::move(pair)},
      special_{count_special(templates_[0]), count_special(templates_[1])},
      trims_(std::move(trims)) {}

std::int32_t PostProcessor::largest_special_id() const {
  std::int32_t largest = -1;
  for (const Template& pieces : templates_) {
    for (const TemplatePiece& piece : pieces) {
      for (const std::int32_t id : piece.ids) largest = std::max(largest, id);
    }
  }
  return largest;
}

void PostProcessor::assemble(const std::vector<Part>& parts, bool offsets, Encoding& out) const {
  const bool pair = parts.size() == 2;
  std::size_t total = special_tokens(pair);
  for (const Part& part : parts) total += part.range.end - part.range.begin;
  out.ids.reserve(total);
  out.type_ids.reserve(total);
  if (offsets) {
    out.offsets.reserve(total);
    out.sequence.reserve(total);
  }
  for (const TemplatePiece& piece : templates_[pair ? 1 : 0]) {
    if (piece.sequence == TemplatePiece::kSpecial) {
      out.ids.insert(out.ids.end(), piece.ids.begin(), piece.ids.end());
      if (offsets) out.offsets.resize(out.ids.size());
    } else {
      const Part& part = parts[static_cast<std::size_t>(piece.sequence)];
      const auto from = part.tokens->ids.begin();
      out.ids.insert(out.ids.end(), from + static_cast<std::ptrdiff_t>(part.range.begin),
                     from + static_cast<std::ptrdiff_t>(part.range.end));
      if (offsets) append_offsets(part, out);
    }
    out.type_ids.resize(out.ids.size(), piece.type_id);
    if (offsets) out.sequence.resize(out.ids.size(), piece.sequence);
  }
}

void PostProcessor::append_offsets(const Part& part, Encoding& out) const {
  for (std::size_t i = part.range.begin; i < part.range.end; ++i) {
    Span span = part.tokens->ranges[i];
    for (const bool add_prefix_space : trims_) {
      span = trim(span, part.tokens->edges[i], i == part.range.begin, add_prefix_space,
                  part.text->view());
    }
    out.offsets.push_back(part.text->to_original(span));
  }
}

}  // namespace tango::text
