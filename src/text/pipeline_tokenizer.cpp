#include "text/pipeline_tokenizer.h"

#include <algorithm>
#include <limits>
#include <string>

#include <tango/error.h>

namespace tango::text {
namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kMostBytes =
    std::numeric_limits<std::uint32_t>::max();  // the largest position in a Span

void check_size(std::size_t bytes) {
  if (bytes > kMostBytes) {
    throw Error(ErrorCode::kInvalidInput, "a text of " + std::to_string(bytes) +
                                              " bytes; a tokenizer takes at most " +
                                              std::to_string(kMostBytes));
  }
}

}  // namespace

Encoding PipelineTokenizer::encode(std::string_view text, std::optional<std::string_view> pair,
                                   const EncodeOptions& options) const {
  const std::size_t most =
      options.max_tokens > 0 ? room(pair.has_value(), options.max_tokens) : kNoLimit;
  // A pair is cut by the lengths of both; a single text can stop one token past the limit, unless
  // its last tokens are those that stay.
  const bool stops = !pair && most != kNoLimit && stages_.truncation_side == TruncationSide::kRight;
  const std::size_t limit = stops ? most + 1 : kNoLimit;
  Encoding encoding;
  check_size(text.size());
  const RepairedText first_text(text);
  const TokenList first = tokenize(first_text, options.offsets, limit);
  std::vector<PostProcessor::Part> parts{{&first, &first_text, {0, first.ids.size()}}};
  encoding.invalid_utf8 = first_text.invalid_sequences();
  if (!pair) {
    encoding.truncated = first.ids.size() > most;
    parts[0].range = kept_range(first.ids.size(), most, stages_.truncation_side);
    assemble(parts, options.offsets, encoding);
    return encoding;
  }
  check_size(pair->size());
  const RepairedText second_text(*pair);
  const TokenList second = tokenize(second_text, options.offsets, limit);
  parts.push_back({&second, &second_text, {0, second.ids.size()}});
  encoding.invalid_utf8 += second_text.invalid_sequences();
  const auto [first_kept, second_kept] = longest_first(first.ids.size(), second.ids.size(), most);
  encoding.truncated = first_kept < first.ids.size() || second_kept < second.ids.size();
  parts[0].range = kept_range(first.ids.size(), first_kept, stages_.truncation_side);
  parts[1].range = kept_range(second.ids.size(), second_kept, stages_.truncation_side);
  assemble(parts, options.offsets, encoding);
  return encoding;
}

std::vector<Encoding> PipelineTokenizer::encode_windows(std::string_view text,
                                                        std::optional<std::string_view> pair,
                                                        const EncodeOptions& options,
                                                        int stride) const {
  check_size(text.size());
  check_size(pair.value_or(std::string_view()).size());
  const RepairedText first_text(text);
  const RepairedText second_text(pair.value_or(std::string_view()));
  const TokenList first = tokenize(first_text, options.offsets, kNoLimit);
  TokenList second;
  if (pair) second = tokenize(second_text, options.offsets, kNoLimit);

  std::vector<PostProcessor::Part> parts{{&first, &first_text, {0, first.ids.size()}}};
  if (pair) parts.push_back({&second, &second_text, {0, second.ids.size()}});
  PostProcessor::Part& cut = parts.back();
  const std::size_t fixed = pair ? first.ids.size() : 0;
  const std::size_t most = room(pair.has_value(), options.max_tokens);
  const std::size_t step = stride < 0 ? 0 : static_cast<std::size_t>(stride);
  std::vector<TokenRange> windows{cut.range};
  if (fixed + cut.range.end > most) {
    if (fixed >= most || most - fixed <= step) {
      throw Error(ErrorCode::kInvalidInput,
                  "windows of " + std::to_string(options.max_tokens) +
                      " tokens with a first text of " + std::to_string(fixed) +
                      " leave no room for a stride of " + std::to_string(stride) +
                      ": shorten the first text or the stride");
    }
    windows = make_windows(cut.range.end, most - fixed, step, stages_.truncation_side);
  }
  std::vector<Encoding> encodings;
  encodings.reserve(windows.size());
  for (const TokenRange& window : windows) {
    cut.range = window;
    Encoding& encoding = encodings.emplace_back();
    encoding.invalid_utf8 = first_text.invalid_sequences() + second_text.invalid_sequences();
    assemble(parts, options.offsets, encoding);
  }
  return encodings;
}

void PipelineTokenizer::assemble(const std::vector<PostProcessor::Part>& parts, bool offsets,
                                 Encoding& encoding) const {
  stages_.post_processor.assemble(parts, offsets, encoding);
  if (!stages_.token_types) std::ranges::fill(encoding.type_ids, 0);
}

std::size_t PipelineTokenizer::room(bool pair, int max_tokens) const {
  const std::size_t special = stages_.post_processor.special_tokens(pair);
  if (max_tokens <= 0 || static_cast<std::size_t>(max_tokens) <= special) {
    throw Error(ErrorCode::kInvalidInput,
                "a limit of " + std::to_string(max_tokens) + " tokens leaves no room beside the " +
                    std::to_string(special) + " special ones; it should be at least " +
                    std::to_string(special + 1));
  }
  return static_cast<std::size_t>(max_tokens) - special;
}

TokenList PipelineTokenizer::tokenize(const RepairedText& text, bool offsets,
                                      std::size_t limit) const {
  TokenList out;
  out.tracking = offsets;
  out.with_edges = offsets && stages_.post_processor.trims_offsets();
  out.ids.reserve(text.view().size() / 4 + 4);
  check_size(text.view().size());  // U+FFFD can take more bytes than what it replaces
  tokenize(text.view(), limit, out);
  if (out.ids.empty() && stages_.token_of_empty) {
    add_token(*stages_.token_of_empty, {}, {}, out);
  }
  return out;
}

void PipelineTokenizer::tokenize(std::string_view text, std::size_t limit, TokenList& out) const {
  NormalizedText normalized;
  normalized.tracking = out.tracking;
  for (const TextPart& part : stages_.added_tokens.raw.find(text)) {
    if (out.ids.size() >= limit) return;
    const std::string_view content =
        text.substr(part.range.begin, part.range.end - part.range.begin);
    if (part.id != TextPart::kBetween) {
      add_token(part.id, part.range, content, out);
      continue;
    }
    stages_.normalizer.apply(content, part.range.begin, normalized);
    check_size(normalized.text.size());
    const std::vector<TextPart> inner = stages_.added_tokens.normalized.find(normalized.text);
    if (inner.size() == 1 && inner[0].id == TextPart::kBetween) {
      tokenize_between(normalized, limit, out);
      continue;
    }
    for (const auto& [range, id] : inner) {
      NormalizedText slice = normalized.slice(range);
      if (id == TextPart::kBetween) {
        tokenize_between(slice, limit, out);
      } else {
        const auto size = static_cast<std::uint32_t>(slice.text.size());
        add_token(id, slice.tracking ? slice.source_of(0, size) : Span{}, slice.text, out);
      }
    }
  }
}

void PipelineTokenizer::tokenize_between(NormalizedText& text, std::size_t limit,
                                         TokenList& out) const {
  std::vector<Span> words{{0, static_cast<std::uint32_t>(text.text.size())}};
  if (stages_.pre_tokenizer) stages_.pre_tokenizer->split(text, words);
  const std::size_t before = out.ids.size();
  const std::string_view bytes = text.text;
  for (const Span word : words) {
    if (out.ids.size() >= limit) break;
    stages_.model->tokenize(bytes.substr(word.begin, word.end - word.begin), word.begin, out);
  }
  if (!out.tracking) return;
  for (std::size_t i = before; i < out.ids.size(); ++i) {
    out.ranges[i] = text.source_of(out.ranges[i].begin, out.ranges[i].end);
  }
}

void PipelineTokenizer::add_token(std::int32_t id, Span source, std::string_view content,
                                  TokenList& out) const {
  out.add(id, source.begin, source.end, out.with_edges ? edge_space(content) : EdgeSpace{});
}

}  // namespace tango::text
