// Replace: every match of a pattern becomes a string.
#pragma once

#include <memory>
#include <string>

#include "text/normalizer/normalizer.h"
#include "text/pattern/pattern.h"

namespace tango::text {

class Replace : public Normalizer {
 public:
  Replace(std::unique_ptr<const Pattern> pattern, std::u32string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(AlignedText& text) const override;

 private:
  std::unique_ptr<const Pattern> pattern_;
  std::u32string content_;
};

}  // namespace tango::text
