// A SentencePiece model of any bytes is read or refused by tango::Error; so is its character map.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tango/error.h>

#include "text/load/sentencepiece_model.h"
#include "text/normalizer/precompiled.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  try {
    const auto model = tango::text::read_sentencepiece_model(input, "input");
    const tango::text::Precompiled normalizer(
        tango::text::CharacterMap(model.character_map, "input"));
    tango::text::AlignedText text;
    tango::text::decode_aligned("a\xCC\x81 Caf\xC3\xA9\r\n\xE2\x84\xA2x", 0, text);
    normalizer.apply(text);
  } catch (const tango::Error&) {
    return 0;
  }
  return 0;
}
