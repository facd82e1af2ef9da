#include "calibrate/threshold/labelled.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>

namespace tango::calibrate {

LabelledScan scan_of(std::span<const LabelledText> texts) {
  LabelledScan scan;
  scan.nothing_accepted.texts = static_cast<std::int64_t>(texts.size());
  for (const LabelledText& text : texts) {
    scan.nothing_accepted.last_right += text.last_right ? 1 : 0;
    if (!std::isnan(text.confidence)) scan.falling.push_back(text);
  }
  std::ranges::sort(scan.falling, std::greater<>(), &LabelledText::confidence);
  return scan;
}

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts, double keep,
                                         double significance) {
  PairedTest test(keep, significance);
  return choose_labelled_threshold(texts, test);
}

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts, PairedTest& test) {
  return lowest_threshold(scan_of(texts),
                          [&](const PairedCounts& counts) { return test.shows(counts); });
}

}  // namespace tango::calibrate
