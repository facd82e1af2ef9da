// The way back, tokens to text: the "decoder" of a tokenizer.json.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "text/pattern/pattern.h"

namespace tango::text {

/// Immutable and thread-safe.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// Makes of tokens (valid UTF-8) the pieces of the text, which are then joined.
  virtual void apply(std::vector<std::string>& tokens) const = 0;
};

/// A token that begins with the prefix goes on with the word before it; every other one begins a
/// word. `cleanup` takes the space before punctuation and contractions away again.
class WordPieceDecoder final : public Decoder {
 public:
  WordPieceDecoder(std::string prefix, bool cleanup)
      : prefix_(std::move(prefix)), cleanup_(cleanup) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::string prefix_;
  bool cleanup_;
};

/// The characters of all tokens are bytes (byte_alphabet.h); a token with another character is
/// itself.
class ByteLevelDecoder final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override;
};

/// The replacement is a space; in the first token nothing at all, unless no space was prepended.
class MetaspaceDecoder final : public Decoder {
 public:
  MetaspaceDecoder(std::string replacement, bool prepended)
      : replacement_(std::move(replacement)), prepended_(prepended) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::string replacement_;
  bool prepended_;
};

/// The suffix ends a word.
class BytePairDecoder final : public Decoder {
 public:
  explicit BytePairDecoder(std::string suffix) : suffix_(std::move(suffix)) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::string suffix_;
};

/// Neighbours <0x00> to <0xFF> are the bytes of one piece; if that is ill-formed, each is U+FFFD.
class ByteFallbackDecoder final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override;
};

class FuseDecoder final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override;
};

/// Takes at most `start` characters `content` from the beginning of each token, and at most `stop`
/// from its end.
class StripDecoder final : public Decoder {
 public:
  StripDecoder(char32_t content, std::size_t start, std::size_t stop)
      : content_(content), start_(start), stop_(stop) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  char32_t content_;
  std::size_t start_;
  std::size_t stop_;
};

/// Each match of the pattern becomes the content. Throws kInvalidInput where more than kMostText
/// comes out.
class ReplaceDecoder final : public Decoder {
 public:
  static constexpr std::size_t kMostText = std::size_t{16} << 20U;  // bytes

  ReplaceDecoder(std::unique_ptr<const Pattern> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::unique_ptr<const Pattern> pattern_;
  std::string content_;
};

class DecoderSequence final : public Decoder {
 public:
  explicit DecoderSequence(std::vector<std::unique_ptr<const Decoder>> parts)
      : parts_(std::move(parts)) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::vector<std::unique_ptr<const Decoder>> parts_;
};

/// Of a file whose decoder nothing here implements: texts can be encoded all the same. Throws
/// kUnsupported.
class UnsupportedDecoder final : public Decoder {
 public:
  explicit UnsupportedDecoder(std::string what) : what_(std::move(what)) {}
  void apply(std::vector<std::string>& tokens) const override;

 private:
  std::string what_;
};

}  // namespace tango::text
