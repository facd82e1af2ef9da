#include "serve/http2/header_block.h"

#include <cstdint>
#include <memory>
#include <new>

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>

namespace tango::serve::http2 {
namespace {

using Inflater = std::unique_ptr<nghttp2_hd_inflater, decltype(&nghttp2_hd_inflate_del)>;

constexpr std::size_t kBytesOfAField = 32;

Inflater make_inflater() {
  nghttp2_hd_inflater* inflater = nullptr;
  if (nghttp2_hd_inflate_new(&inflater) != 0) throw std::bad_alloc();
  return {inflater, &nghttp2_hd_inflate_del};
}

std::string string_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// A length as an integer in 7 bits or more (RFC 7541, 5.1), and the bytes as they are.
void append_string(std::string& block, std::string_view bytes) {
  constexpr std::size_t kPrefixFull = 0x7f;
  std::size_t size = bytes.size();
  if (size < kPrefixFull) {
    block += static_cast<char>(size);
  } else {
    block += static_cast<char>(kPrefixFull);
    for (size -= kPrefixFull; size >= 0x80; size >>= 7U) block += static_cast<char>(size | 0x80U);
    block += static_cast<char>(size);
  }
  block += bytes;
}

}  // namespace

std::optional<Violation> inflate(std::string_view block, std::size_t most_bytes, Fields& fields) {
  const Inflater inflater = make_inflater();
  std::size_t bytes = 0;
  for (int flags = 0; (flags & NGHTTP2_HD_INFLATE_FINAL) == 0;) {
    nghttp2_nv field;
    flags = 0;
    const auto* rest = reinterpret_cast<const std::uint8_t*>(block.data());
    const auto read = nghttp2_hd_inflate_hd2(inflater.get(), &field, &flags, rest, block.size(), 1);
    if (read < 0) return Violation{ErrorCode::kCompressionError, "a header that can't be read"};
    block.remove_prefix(static_cast<std::size_t>(read));
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0) continue;
    bytes += field.namelen + field.valuelen + kBytesOfAField;
    if (bytes > most_bytes) {
      return Violation{ErrorCode::kEnhanceYourCalm,
                       fmt::format("metadata of more than {} bytes", most_bytes)};
    }
    fields.emplace(string_of(field.name, field.namelen), string_of(field.value, field.valuelen));
  }
  return {};
}

void append_field(std::string& block, std::string_view name, std::string_view value) {
  block += '\0';
  append_string(block, name);
  append_string(block, value);
}

}  // namespace tango::serve::http2
