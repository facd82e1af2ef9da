#include "text/word_pairs.h"

#include <string>
#include <utility>

#include <tango/error.h>

namespace tango::text {
namespace {

std::uint64_t key_of(std::int32_t first, std::int32_t second) {
  return std::uint64_t{static_cast<std::uint32_t>(first)} << 32U |
         static_cast<std::uint32_t>(second);
}

class PairTokenizer final : public Tokenizer {
 public:
  PairTokenizer(std::unique_ptr<const Tokenizer> words, WordPairs pairs)
      : words_(std::move(words)), pairs_(std::move(pairs)) {}

  [[nodiscard]] Encoding encode(std::string_view text, std::optional<std::string_view> pair,
                                const EncodeOptions& options) const override {
    Encoding encoding = words_->encode(text, pair, of_words(options));
    pairs_.add_to(encoding);
    return encoding;
  }

  [[nodiscard]] std::vector<Encoding> encode_windows(std::string_view text,
                                                     std::optional<std::string_view> pair,
                                                     const EncodeOptions& options,
                                                     int stride) const override {
    std::vector<Encoding> windows =
        words_->encode_windows(text, pair, of_words(options), stride / 2);
    for (Encoding& window : windows) pairs_.add_to(window);
    return windows;
  }

  [[nodiscard]] int vocab_size() const override {
    return words_->vocab_size() + static_cast<int>(pairs_.size());
  }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override {
    return words_->unknown_token();
  }

 private:
  /// So many words that with their pairs they are at most max_tokens.
  static EncodeOptions of_words(EncodeOptions options) {
    if (options.max_tokens > 0)
      options.max_tokens = options.max_tokens / 2 + options.max_tokens % 2;
    return options;
  }

  std::unique_ptr<const Tokenizer> words_;
  WordPairs pairs_;
};

}  // namespace

WordPairs::WordPairs(const TokenIds& lines, std::string_view where) {
  std::unordered_map<std::string_view, std::int32_t> words;
  while (words_ < lines.size() && lines.token(words_).find(' ') == std::string_view::npos) {
    words.emplace(lines.token(words_), static_cast<std::int32_t>(words_));
    ++words_;
  }
  for (std::size_t line = words_; line < lines.size(); ++line) {
    const std::string_view token = lines.token(line);
    const std::size_t space = token.find(' ');
    const auto first = words.find(token.substr(0, space));
    const auto second =
        space == std::string_view::npos ? words.end() : words.find(token.substr(space + 1));
    if (first == words.end() || second == words.end() ||
        !ids_.emplace(key_of(first->second, second->second), static_cast<std::int32_t>(line))
             .second) {
      throw Error(ErrorCode::kInvalidModel,
                  std::string(where) + ": line " + std::to_string(line + 1) + ", \"" +
                      std::string(token) +
                      "\": after the words there should be pairs of them, with one space, each "
                      "once");
    }
  }
}

void WordPairs::add_to(Encoding& encoding) const {
  const std::size_t words = encoding.ids.size();
  for (std::size_t i = 0; i + 1 < words; ++i) {
    const auto found = ids_.find(key_of(encoding.ids[i], encoding.ids[i + 1]));
    if (found == ids_.end()) continue;
    encoding.ids.push_back(found->second);
    encoding.type_ids.push_back(encoding.type_ids[i]);
    if (encoding.offsets.empty()) continue;
    encoding.sequence.push_back(encoding.sequence[i]);
    encoding.offsets.push_back({encoding.offsets[i].begin, encoding.offsets[i + 1].end});
  }
}

std::unique_ptr<Tokenizer> with_pairs(std::unique_ptr<const Tokenizer> words, WordPairs pairs) {
  return std::make_unique<PairTokenizer>(std::move(words), std::move(pairs));
}

}  // namespace tango::text
