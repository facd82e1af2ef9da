// Strings that are hard for tokenizers; the twin of tests/parity/tokenizer_fuzz_text.py, equal to
// it for every index. For tests and benches only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/utf8.h"

namespace tango::text::testing {

struct FuzzRange {
  std::uint64_t weight;
  char32_t first;
  std::uint64_t count;
};

inline constexpr std::array<FuzzRange, 16> kFuzzRanges{{{18, 0x61, 26},
                                                        {6, 0x41, 26},
                                                        {13, 0x20, 1},
                                                        {11, 0x21, 94},
                                                        {3, 0x00, 32},
                                                        {8, 0x80, 0x1D0},
                                                        {7, 0x300, 0x70},
                                                        {4, 0x4E00, 0x5200},
                                                        {2, 0xAC00, 11172},
                                                        {1, 0x1100, 0x100},
                                                        {3, 0x1F300, 0x800},
                                                        {3, 0x2000, 0x70},
                                                        {2, 0x370, 0x1C0},
                                                        {3, 0x590, 0x8F0},
                                                        {2, 0x1E00, 0x200},
                                                        {2, 0xF900, 0x6F0}}};
inline constexpr std::array<std::string_view, 40> kFuzzPieces{
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "[PAD]",
    "[UNK]",
    "<s>",
    "</s>",
    "<pad>",
    "<unk>",
    "<mask>",
    "  <mask>\t",
    "\u3000<mask>",
    "[mask]",
    "'s",
    "'re",
    "'LL",
    "   ",
    "\r\n",
    "the",
    " running",
    "Unbelievable",
    " tokenizer",
    " don't",
    " co-operate",
    " na\u00EFve",
    "Stra\u00DFe",
    " \u03A3\u038A\u03A3\u03A5\u03A6\u039F\u03A3",
    " 1,234.56",
    " \u0130stanbul",
    " e\u0301\u0323",
    "\uFB03",
    "\U0001F469\u200D\U0001F4BB",
    "##ing",
    "\u0120the",
    "\u2581x",
    " 50%",
    "...",
    "--",
    "@user",
    "http://a.b/c?d=e"};

/// Appends what one number stands for.
inline void append_fuzz_element(std::uint64_t value, std::string& out) {
  constexpr std::uint64_t kAnyWeight = 4;
  constexpr std::uint64_t kRunWeight = 1;
  std::uint64_t category = (value & 0xFFFFU) % 100;
  const std::uint64_t payload = value >> 16U;
  for (const FuzzRange& range : kFuzzRanges) {
    if (category < range.weight) {
      base::append_utf8(range.first + static_cast<char32_t>(payload % range.count), out);
      return;
    }
    category -= range.weight;
  }
  if (category < kAnyWeight) {
    const auto scalar = static_cast<char32_t>(payload % 0x110000U);
    const bool surrogate = scalar >= 0xD800 && scalar < 0xE000;
    base::append_utf8(surrogate ? base::kReplacementCharacter : scalar, out);
  } else if (category < kAnyWeight + kRunWeight) {
    out.append(1 + (payload >> 8U) % 260, static_cast<char>('a' + payload % 26));
  } else {
    out += kFuzzPieces[payload % kFuzzPieces.size()];
  }
}

inline std::string fuzz_text(std::uint64_t index) {
  constexpr std::uint64_t kDraws = 64;
  constexpr std::uint64_t kLongest = 48;
  const base::RandomStream stream(20221122, "tokenizer_fuzz");
  std::string text;
  const std::uint64_t elements = stream.bits(index * kDraws) % kLongest;
  for (std::uint64_t i = 1; i <= elements; ++i) {
    append_fuzz_element(stream.bits(index * kDraws + i), text);
  }
  return text;
}

}  // namespace tango::text::testing
