// The first stage: text to normalised text.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "text/normalizer/normalized_text.h"

namespace tango::text {

/// What a normalizer does to each ASCII character, where that does not depend on its neighbours.
using AsciiMap = std::array<char, 128>;
inline constexpr char kAsciiRemoved = '\xFF';
/// A text with this character must go the way of other text.
inline constexpr char kAsciiOther = '\xFE';

/// How local the work of a normalizer is, which decides how fast it can run.
enum class Locality {
  kWhole,       ///< Needs the whole text.
  kWholeAscii,  ///< ASCII-only text goes by the AsciiMap; other text as a whole.
  kRuns,        ///< ASCII goes by the AsciiMap, and each run of other characters by itself.
};

/// Immutable and thread-safe. A stage of the pipeline; the file format's own name is its class
/// name.
class Normalizer {
 public:
  virtual ~Normalizer() = default;

  virtual void apply(AlignedText& text) const = 0;

  [[nodiscard]] virtual Locality locality() const { return Locality::kWhole; }

  /// The image of one ASCII character, or kAsciiRemoved, or (not for kRuns) kAsciiOther; asked only
  /// where locality is not kWhole.
  [[nodiscard]] virtual char map_ascii(char character) const { return character; }
};

/// A normalizer (or none) with its ASCII shortcut. Thread-safe.
class NormalizerStage {
 public:
  explicit NormalizerStage(std::unique_ptr<const Normalizer> normalizer);

  /// Replaces `out` by the normal form of `text`, valid UTF-8 whose first byte is byte `origin` of
  /// the original text. `out.tracking` says whether sources are kept.
  void apply(std::string_view text, std::uint32_t origin, NormalizedText& out) const;

 private:
  /// Whether a text is ASCII and goes by the map.
  [[nodiscard]] bool goes_by_map(std::string_view text) const;
  void apply_ascii(std::string_view text, std::uint32_t origin, NormalizedText& out) const;
  void apply_run(std::string_view text, std::uint32_t origin, AlignedText& scratch,
                 NormalizedText& out) const;

  std::unique_ptr<const Normalizer> normalizer_;
  Locality locality_ = Locality::kWhole;
  AsciiMap ascii_{};
  bool all_mapped_ = true;  ///< No character is kAsciiOther.
};

}  // namespace tango::text
