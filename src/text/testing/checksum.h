// CRC-32 of encodings, as tests/parity/tokenizer_goldens.py packs them. For tests only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "text/encoding.h"

namespace tango::text::testing {

/// The CRC-32 of zlib (polynomial 0xEDB88320).
class Checksum {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) add_byte(static_cast<unsigned char>(byte));
  }

  /// Four bytes, little-endian.
  void add(std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      add_byte(static_cast<std::uint8_t>(value >> shift));
    }
  }

  /// The number of tokens, then id, type id, sequence, begin and end (code points) of each.
  void add(const Encoding& encoding, std::string_view text, std::optional<std::string_view> pair) {
    std::vector<Span> offsets[2] = {encoding.offsets, encoding.offsets};
    to_code_points(text, offsets[0]);
    if (pair) to_code_points(*pair, offsets[1]);
    add(static_cast<std::uint32_t>(encoding.ids.size()));
    for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
      add(static_cast<std::uint32_t>(encoding.ids[i]));
      add(static_cast<std::uint32_t>(encoding.type_ids[i]));
      add(static_cast<std::uint32_t>(encoding.sequence[i]));
      const Span span = offsets[encoding.sequence[i] == 1 ? 1 : 0][i];
      add(span.begin);
      add(span.end);
    }
  }

  [[nodiscard]] std::uint32_t value() const { return ~state_; }

 private:
  static constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) {
        value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
      }
      table[i] = value;
    }
    return table;
  }

  void add_byte(std::uint8_t byte) {
    static constexpr std::array<std::uint32_t, 256> kTable = make_table();
    state_ = kTable[(state_ ^ byte) & 0xFFU] ^ (state_ >> 8U);
  }

  std::uint32_t state_ = ~0U;
};

}  // namespace tango::text::testing
