#include "text/decoder/load_decoder.h"

#include <cstdint>

#include <tango/error.h>

#include "text/code_points.h"
#include "text/pattern/load_pattern.h"

namespace tango::text {
namespace {

/// A field that is text and not empty.
std::string text_of(const base::Json& json, std::string_view key, std::string_view where) {
  auto text = base::require_field<std::string>(json, key, where);
  if (text.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": \"" + std::string(key) + "\" of the decoder is empty");
  }
  return text;
}

std::unique_ptr<const Decoder> load_strip(const base::Json& json, std::string_view where) {
  const std::u32string content = to_utf32(text_of(json, "content", where));
  const auto start = base::require_field<std::int64_t>(json, "start", where);
  const auto stop = base::require_field<std::int64_t>(json, "stop", where);
  if (content.size() != 1 || start < 0 || stop < 0) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) +
                    ": the decoder Strip takes one character and numbers that are not negative");
  }
  return std::make_unique<StripDecoder>(content.front(), static_cast<std::size_t>(start),
                                        static_cast<std::size_t>(stop));
}

std::unique_ptr<const Decoder> load_decoder_sequence(const base::Json& json,
                                                     std::string_view where) {
  const base::Json list = json.value("decoders", base::Json());
  if (!list.is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": decoder Sequence without a list \"decoders\"");
  }
  std::vector<std::unique_ptr<const Decoder>> parts;
  for (const base::Json& part : list) {
    if (auto loaded = load_decoder(part, where)) parts.push_back(std::move(loaded));
  }
  return std::make_unique<DecoderSequence>(std::move(parts));
}

}  // namespace

std::unique_ptr<const Decoder> load_decoder(const base::Json& json, std::string_view where) {
  if (json.is_null()) return nullptr;
  const auto type = base::require_field<std::string>(json, "type", where);
  if (type == "WordPiece") {
    return std::make_unique<WordPieceDecoder>(
        base::field_or<std::string>(json, "prefix", where, "##"),
        base::field_or<bool>(json, "cleanup", where, true));
  }
  if (type == "ByteLevel") return std::make_unique<ByteLevelDecoder>();
  if (type == "Metaspace") {
    const auto scheme = base::field_or<std::string>(json, "prepend_scheme", where, "always");
    return std::make_unique<MetaspaceDecoder>(text_of(json, "replacement", where),
                                              scheme != "never");
  }
  if (type == "BPEDecoder") {
    return std::make_unique<BytePairDecoder>(text_of(json, "suffix", where));
  }
  if (type == "ByteFallback") return std::make_unique<ByteFallbackDecoder>();
  if (type == "Fuse") return std::make_unique<FuseDecoder>();
  if (type == "Strip") return load_strip(json, where);
  if (type == "Replace") {
    return std::make_unique<ReplaceDecoder>(
        load_pattern(json.value("pattern", base::Json()), where),
        base::require_field<std::string>(json, "content", where));
  }
  if (type == "Sequence") return load_decoder_sequence(json, where);
  return std::make_unique<UnsupportedDecoder>(std::string(where) + ": decoder \"" + type +
                                              "\"; ids can't be turned back into text with it");
}

}  // namespace tango::text
