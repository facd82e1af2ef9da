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

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts, const Groups& groups,
                                         double keep, double significance) {
  if (groups.are_single_texts()) return choose_labelled_threshold(texts, keep, significance);
  const double risk = 1 - keep;
  return lowest_threshold(scan_of(texts), [&](const LabelledChoice& choice) {
    const auto gain = [&](std::size_t number) {
      const LabelledText& text = texts[number];
      const bool is_right =
          accepts(choice.threshold, text.confidence) ? text.cheap_right : text.last_right;
      return (is_right ? 1 : 0) - (text.last_right ? keep : 0);
    };
    // A guess of the variance: as of texts whose answers differ at the share that is promised.
    return groups.show(gain, keep, risk, significance);
  });
}

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts, double keep,
                                         double significance) {
  PairedTest test(keep, significance);
  return lowest_threshold(scan_of(texts),
                          [&](const LabelledChoice& choice) { return test.shows(choice.counts); });
}

}  // namespace tango::calibrate
