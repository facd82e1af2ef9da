// NFD, NFKD, NFC and NFKC.
#pragma once

#include "text/normalizer/normalizer.h"

namespace tango::text {

enum class UnicodeForm { kNfd, kNfkd, kNfc, kNfkc };

/// Unicode normalisation (UAX 15) in place.
void normalize_to(UnicodeForm form, AlignedText& text);

class UnicodeNormalizer : public Normalizer {
 public:
  explicit UnicodeNormalizer(UnicodeForm form) : form_(form) {}
  void apply(AlignedText& text) const override { normalize_to(form_, text); }
  /// A composing form can join an ASCII letter with the mark behind it.
  [[nodiscard]] Locality locality() const override {
    return form_ == UnicodeForm::kNfd || form_ == UnicodeForm::kNfkd ? Locality::kRuns
                                                                     : Locality::kWholeAscii;
  }

 private:
  UnicodeForm form_;
};

}  // namespace tango::text
