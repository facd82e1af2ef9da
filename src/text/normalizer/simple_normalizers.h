// The normalizers of a few lines each: StripAccents, Nmt, Strip, Prepend, ByteLevel, Sequence.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "text/normalizer/normalizer.h"

namespace tango::text {

/// Drops combining marks; it does not decompose first.
class StripAccents : public Normalizer {
 public:
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override { return Locality::kRuns; }
};

/// SentencePiece's rules before its character maps: drops control characters, makes others and some
/// format characters spaces.
class Nmt : public Normalizer {
 public:
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override { return Locality::kRuns; }
  [[nodiscard]] char map_ascii(char character) const override;
};

/// Each byte of the UTF-8 as GPT-2's visible character for it.
class ByteLevelNormalizer : public Normalizer {
 public:
  void apply(AlignedText& text) const override;
};

/// Drops white space at the ends.
class Strip : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}
  void apply(AlignedText& text) const override;

 private:
  bool left_;
  bool right_;
};

/// Puts a string before any text that is not empty.
class Prepend : public Normalizer {
 public:
  explicit Prepend(std::u32string prefix) : prefix_(std::move(prefix)) {}
  void apply(AlignedText& text) const override;

 private:
  std::u32string prefix_;
};

/// Several normalizers, one after the other.
class NormalizerSequence : public Normalizer {
 public:
  explicit NormalizerSequence(std::vector<std::unique_ptr<const Normalizer>> parts)
      : parts_(std::move(parts)) {}
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override;
  [[nodiscard]] char map_ascii(char character) const override;

 private:
  std::vector<std::unique_ptr<const Normalizer>> parts_;
};

}  // namespace tango::text
