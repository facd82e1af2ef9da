#include <utility>

#include <tango/tokenizer.h>

#include "api/tokenizer_impl.h"
#include "text/decoder/detokenizer.h"

namespace tango {
namespace {

std::vector<Offset> offsets_of(const std::vector<text::Span>& spans) {
  std::vector<Offset> offsets;
  offsets.reserve(spans.size());
  for (const text::Span& span : spans) offsets.push_back({span.begin, span.end});
  return offsets;
}

/// Converts byte offsets to code points, each in the text that it points into.
std::vector<Offset> code_points_of(const text::Encoding& encoding, std::string_view first,
                                   std::string_view second) {
  std::vector<text::Span> in_first(encoding.offsets.size());
  std::vector<text::Span> in_second(encoding.offsets.size());
  for (std::size_t i = 0; i < encoding.offsets.size(); ++i) {
    (encoding.sequence[i] == 1 ? in_second : in_first)[i] = encoding.offsets[i];
  }
  text::to_code_points(first, in_first);
  text::to_code_points(second, in_second);
  for (std::size_t i = 0; i < encoding.offsets.size(); ++i) {
    if (encoding.sequence[i] == 1) in_first[i] = in_second[i];
  }
  return offsets_of(in_first);
}

}  // namespace

Tokenizer::Tokenizer(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tokenizer::Tokenizer(const Tokenizer& other) = default;
Tokenizer& Tokenizer::operator=(const Tokenizer& other) = default;
Tokenizer::~Tokenizer() = default;

Tokenizer Tokenizer::load(const std::filesystem::path& directory) {
  return Tokenizer(std::make_shared<const Impl>(text::load_tokenizer(directory)));
}

Tokens Tokenizer::encode(std::string_view text, std::optional<std::string_view> pair,
                         int max_tokens) const {
  text::Encoding encoding =
      impl_->tokenizer().encode(text, pair, {.max_tokens = max_tokens, .offsets = true});
  Tokens tokens;
  tokens.byte_offsets = offsets_of(encoding.offsets);
  tokens.code_point_offsets = code_points_of(encoding, text, pair.value_or(""));
  tokens.ids = std::move(encoding.ids);
  tokens.type_ids = std::move(encoding.type_ids);
  tokens.sequence = std::move(encoding.sequence);
  tokens.truncated = encoding.truncated;
  tokens.invalid_utf8 = encoding.invalid_utf8;
  return tokens;
}

std::vector<Tokens> Tokenizer::encode(std::span<const std::string_view> texts,
                                      int max_tokens) const {
  std::vector<Tokens> all;
  all.reserve(texts.size());
  for (const std::string_view text : texts) all.push_back(encode(text, std::nullopt, max_tokens));
  return all;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special_tokens) const {
  return impl_->tokenizer().detokenizer()->decode(ids, skip_special_tokens);
}

std::optional<std::int32_t> Tokenizer::token_to_id(std::string_view token) const {
  return impl_->tokenizer().detokenizer()->id_of(token);
}

std::optional<std::string> Tokenizer::id_to_token(std::int32_t id) const {
  const std::optional<std::string_view> token = impl_->tokenizer().detokenizer()->token_of(id);
  return token ? std::optional<std::string>(*token) : std::nullopt;
}

int Tokenizer::vocab_size() const { return impl_->tokenizer().vocab_size(); }

}  // namespace tango
