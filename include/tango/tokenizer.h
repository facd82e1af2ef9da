// Converts text to token ids and back, by the files of a Hugging Face directory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tango/export.h>

namespace tango {

/// A half-open range of the original text.
struct Offset {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Each vector has one element per token.
struct Tokens {
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> type_ids;  ///< Segment ids.
  std::vector<std::int32_t> sequence;  ///< 0: first text, 1: second text, -1: special token.
  std::vector<Offset> byte_offsets;    ///< In the text that `sequence` names; {0, 0} if special.
  std::vector<Offset> code_point_offsets;  ///< The same, counted in code points.
  bool truncated = false;
  std::size_t invalid_utf8 = 0;  ///< Ill-formed sequences read as U+FFFD.
};

/// Gives the same ids and texts as the PyPI package `tokenizers`. Immutable and thread-safe; copies
/// share the tables, and a move copies.
class TANGO_EXPORT Tokenizer {
 public:
  /// A directory with `tokenizer.json`, or `vocab.txt`, or `vocab.json` and `merges.txt`. Throws
  /// Error: kNotFound, kInvalidModel, kUnsupported.
  [[nodiscard]] static Tokenizer load(const std::filesystem::path& directory);

  Tokenizer(const Tokenizer& other);
  Tokenizer& operator=(const Tokenizer& other);
  ~Tokenizer();

  /// `max_tokens` counts special tokens; 0 is no limit. Throws kInvalidInput if the limit leaves no
  /// room for text.
  [[nodiscard]] Tokens encode(std::string_view text,
                              std::optional<std::string_view> pair = std::nullopt,
                              int max_tokens = 0) const;

  /// The same for each text.
  [[nodiscard]] std::vector<Tokens> encode(std::span<const std::string_view> texts,
                                           int max_tokens = 0) const;

  /// The text of ids. Ids that no token has are passed over, special tokens too if asked to. Throws
  /// kUnsupported where the file names a decoder that is not implemented.
  [[nodiscard]] std::string decode(std::span<const std::int32_t> ids,
                                   bool skip_special_tokens = true) const;

  /// nullopt where there is none.
  [[nodiscard]] std::optional<std::int32_t> token_to_id(std::string_view token) const;
  [[nodiscard]] std::optional<std::string> id_to_token(std::int32_t id) const;

  /// One more than the largest id.
  [[nodiscard]] int vocab_size() const;

 private:
  friend class Cascade;
  class Impl;
  explicit Tokenizer(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tango
