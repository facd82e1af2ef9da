#include "text/decoder/decoder.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/code_points.h"
#include "text/subword/byte_alphabet.h"

namespace tango::text {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  std::size_t at = text.find(what);
  if (at == std::string::npos) return;
  std::string replaced;
  std::size_t copied = 0;
  for (; at != std::string::npos; at = text.find(what, copied)) {
    replaced.append(text, copied, at - copied).append(by);
    copied = at + what.size();
  }
  text = replaced.append(text, copied);
}

/// As `tokenizers` writes English: no space before punctuation and contractions.
void clean_up(std::string& text) {
  constexpr std::array<std::array<std::string_view, 2>, 11> kReplacements{{{" .", "."},
                                                                           {" ?", "?"},
                                                                           {" !", "!"},
                                                                           {" ,", ","},
                                                                           {" ' ", "'"},
                                                                           {" n't", "n't"},
                                                                           {" 'm", "'m"},
                                                                           {" do not", " don't"},
                                                                           {" 's", "'s"},
                                                                           {" 've", "'ve"},
                                                                           {" 're", "'re"}}};
  for (const auto& [what, by] : kReplacements) replace_all(text, what, by);
}

/// The byte that <0x00> to <0xFF> names. As Rust reads numbers, so that <0x+1> is one, too.
std::optional<char> named_byte(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || !token.ends_with('>')) return std::nullopt;
  std::string_view digits = token.substr(3, 2);
  if (digits.front() == '+') digits.remove_prefix(1);
  unsigned value = 0;
  const auto [end, failure] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

void WordPieceDecoder::apply(std::vector<std::string>& tokens) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::string& token = tokens[i];
    if (i > 0 && token.starts_with(prefix_)) {
      token.erase(0, prefix_.size());
    } else if (i > 0) {
      token.insert(token.begin(), ' ');
    }
    if (cleanup_) clean_up(token);
  }
}

void ByteLevelDecoder::apply(std::vector<std::string>& tokens) const {
  std::string text;
  for (const std::string& token : tokens) text += to_bytes(token).value_or(token);
  base::repair_utf8(text);
  tokens.assign(1, text);
}

void MetaspaceDecoder::apply(std::vector<std::string>& tokens) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    replace_all(tokens[i], replacement_, i == 0 && prepended_ ? "" : " ");
  }
}

void BytePairDecoder::apply(std::vector<std::string>& tokens) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    replace_all(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ");
  }
}

void ByteFallbackDecoder::apply(std::vector<std::string>& tokens) const {
  std::vector<std::string> pieces;
  std::string bytes;
  const auto end_bytes = [&] {
    if (bytes.empty()) return;
    std::string text = bytes;
    if (base::repair_utf8(text) == 0) {
      pieces.push_back(std::move(text));
    } else {
      pieces.insert(pieces.end(), bytes.size(), "\uFFFD");
    }
    bytes.clear();
  };
  for (std::string& token : tokens) {
    if (const std::optional<char> byte = named_byte(token)) {
      bytes += *byte;
    } else {
      end_bytes();
      pieces.push_back(std::move(token));
    }
  }
  end_bytes();
  tokens = std::move(pieces);
}

void FuseDecoder::apply(std::vector<std::string>& tokens) const {
  std::string text;
  for (const std::string& token : tokens) text += token;
  tokens.assign(1, text);
}

void StripDecoder::apply(std::vector<std::string>& tokens) const {
  for (std::string& token : tokens) {
    const std::u32string characters = to_utf32(token);
    std::size_t begin = 0;
    std::size_t end = characters.size();
    while (begin < end && begin < start_ && characters[begin] == content_) ++begin;
    while (end > begin && characters.size() - end < stop_ && characters[end - 1] == content_) --end;
    token.clear();
    for (std::size_t i = begin; i < end; ++i) base::append_utf8(characters[i], token);
  }
}

void ReplaceDecoder::apply(std::vector<std::string>& tokens) const {
  std::size_t bytes = 0;
  std::vector<Span> matches;
  for (std::string& token : tokens) {
    matches.clear();
    pattern_->find(token, matches);
    std::string replaced;
    std::size_t copied = 0;
    for (const Span& match : matches) {
      replaced.append(token, copied, match.begin - copied).append(content_);
      copied = match.end;
      if (bytes + replaced.size() > kMostText) {
        throw Error(ErrorCode::kInvalidInput, "these ids are a text of more than " +
                                                  std::to_string(kMostText) +
                                                  " bytes; decode fewer at a time");
      }
    }
    token = replaced.append(token, copied);
    bytes += token.size();
  }
}

void DecoderSequence::apply(std::vector<std::string>& tokens) const {
  for (const auto& part : parts_) part->apply(tokens);
}

void UnsupportedDecoder::apply(std::vector<std::string>& /*tokens*/) const {
  throw Error(ErrorCode::kUnsupported, what_);
}

}  // namespace tango::text
