// BertNormalizer: cleaning, spaces around Chinese characters, accents, lower case.
#pragma once

#include "text/normalizer/normalizer.h"

namespace tango::text {

struct BertNormalizerOptions {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  bool strip_accents = true;
  bool lowercase = true;
};

class BertNormalizer : public Normalizer {
 public:
  explicit BertNormalizer(const BertNormalizerOptions& options) : options_(options) {}
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override { return Locality::kRuns; }
  [[nodiscard]] char map_ascii(char character) const override;

 private:
  BertNormalizerOptions options_;
};

}  // namespace tango::text
