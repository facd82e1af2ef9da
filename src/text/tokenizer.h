// Text to token ids, as Hugging Face's `tokenizers` does it, from the same files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/encoding.h"

namespace tango::text {

class Detokenizer;

struct EncodeOptions {
  /// The most tokens of one encoding, special tokens included; 0 for no limit. The longer of a
  /// pair's texts is cut first (`longest_first`), at its end, or at its beginning where the files'
  /// "truncation_side" is left. The files' own lengths and padding are ignored.
  int max_tokens = 0;
  bool offsets = false;  ///< Fill Encoding::offsets and Encoding::sequence.
};

/// Immutable after loading. Every method is const and thread-safe.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Takes any bytes, ill-formed UTF-8 as U+FFFD; `pair` is the second text of a pair. Throws
  /// kInvalidInput when max_tokens leaves no room for one token beside the special ones, or when a
  /// text has 4 GiB or more, as it is or as the normalizer makes it.
  [[nodiscard]] virtual Encoding encode(std::string_view text, std::optional<std::string_view> pair,
                                        const EncodeOptions& options) const = 0;

  /// The whole text as windows of at most options.max_tokens (> 0) tokens, neighbours sharing
  /// `stride` tokens, from the end that truncation keeps on: what `tokenizers` returns as the
  /// encoding and its overflowing ones with truncation strategy `only_first` for a single text and
  /// `only_second` for a pair. At least one window. Throws as encode, and kInvalidInput when a
  /// window has no room for more than `stride` tokens beside a pair's first text.
  [[nodiscard]] virtual std::vector<Encoding> encode_windows(std::string_view text,
                                                             std::optional<std::string_view> pair,
                                                             const EncodeOptions& options,
                                                             int stride) const = 0;

  [[nodiscard]] virtual int vocab_size() const = 0;

  /// The token of what the vocabulary cannot spell; nullopt where there is none.
  [[nodiscard]] virtual std::optional<std::int32_t> unknown_token() const { return std::nullopt; }

  /// "model_max_length" of tokenizer_config.json: the most tokens that its author meant a model to
  /// get; nullopt where there is none, or one that says no limit. encode does not obey it.
  [[nodiscard]] virtual std::optional<int> model_max_length() const { return std::nullopt; }

  /// What turns ids back into text; nullptr where there is none.
  [[nodiscard]] virtual const Detokenizer* detokenizer() const { return nullptr; }
};

/// Loads the tokenizer of a model directory as `AutoTokenizer` of `transformers` 5 does
/// (docs/tokenizers.md says how it reads the files); for `"model_type": "bilstm"` and "tfidf" the
/// word tokenizer of its config.json and vocab.txt. Throws kNotFound (which files would do),
/// kInvalidModel (file, field, found, expected), kUnsupported (a class or component that nothing
/// here implements, by name).
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& directory);

/// What a directory's tokenizer is made from: where both are the same, load_tokenizer gives the
/// same. Of the config.json of a model, which has more to say, it may only be the class.
struct TokenizerSource {
  std::string tokenizer_class;
  std::vector<std::filesystem::path> files;
};

/// Throws as load_tokenizer does where it can't tell.
[[nodiscard]] TokenizerSource tokenizer_source(const std::filesystem::path& directory);

}  // namespace tango::text
