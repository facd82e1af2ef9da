#include "text/normalizer/normalizer.h"

#include <algorithm>

#include "text/ascii.h"

namespace tango::text {

NormalizerStage::NormalizerStage(std::unique_ptr<const Normalizer> normalizer)
    : normalizer_(std::move(normalizer)) {
  if (!normalizer_) return;
  locality_ = normalizer_->locality();
  if (locality_ == Locality::kWhole) return;
  for (std::size_t i = 0; i < ascii_.size(); ++i) {
    ascii_[i] = normalizer_->map_ascii(static_cast<char>(i));
    all_mapped_ = all_mapped_ && ascii_[i] != kAsciiOther;
  }
}

void NormalizerStage::apply(std::string_view text, std::uint32_t origin,
                            NormalizedText& out) const {
  out.clear();
  if (!normalizer_) {
    out.append_unchanged(text, origin);
    return;
  }
  out.text.reserve(text.size());
  if (out.tracking) out.sources.reserve(text.size());
  AlignedText scratch;
  if (locality_ == Locality::kRuns) {
    for (std::size_t position = 0; position < text.size();) {
      const std::size_t plain = ascii_end(text, position);
      apply_ascii(text.substr(position, plain - position),
                  origin + static_cast<std::uint32_t>(position), out);
      const std::size_t other = non_ascii_end(text, plain);
      if (other > plain) {
        apply_run(text.substr(plain, other - plain), origin + static_cast<std::uint32_t>(plain),
                  scratch, out);
      }
      position = other;
    }
  } else if (locality_ == Locality::kWholeAscii && goes_by_map(text)) {
    apply_ascii(text, origin, out);
  } else {
    apply_run(text, origin, scratch, out);
  }
}

bool NormalizerStage::goes_by_map(std::string_view text) const {
  if (ascii_end(text, 0) != text.size()) return false;
  return all_mapped_ || std::none_of(text.begin(), text.end(), [this](char character) {
           return ascii_[static_cast<unsigned char>(character)] == kAsciiOther;
         });
}

void NormalizerStage::apply_ascii(std::string_view text, std::uint32_t origin,
                                  NormalizedText& out) const {
  const std::size_t before = out.text.size();
  out.text.resize(before + text.size());
  char* to = out.text.data() + before;
  for (const char character : text) {
    const char image = ascii_[static_cast<unsigned char>(character)];
    *to = image;
    to += image == kAsciiRemoved ? 0 : 1;
  }
  out.text.resize(static_cast<std::size_t>(to - out.text.data()));
  if (origin == 0 && !text.empty()) {
    out.head = ascii_[static_cast<unsigned char>(text.front())] == kAsciiRemoved ? 0 : 1;
  }
  if (!out.tracking) return;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (ascii_[static_cast<unsigned char>(text[i])] != kAsciiRemoved) {
      out.sources.push_back({origin + i, origin + i + 1});
    }
  }
}

void NormalizerStage::apply_run(std::string_view text, std::uint32_t origin, AlignedText& scratch,
                                NormalizedText& out) const {
  scratch.clear();
  decode_aligned(text, origin, scratch);
  normalizer_->apply(scratch);
  for (const AlignedCharacter& character : scratch) out.append(character.value, character.source);
}

}  // namespace tango::text
