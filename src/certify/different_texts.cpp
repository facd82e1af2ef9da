#include "certify/different_texts.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/sample.h"

namespace tango::certify {

DifferentTexts different_texts(const Sample& sample, std::span<const std::size_t> rows) {
  std::unordered_map<std::size_t, std::int64_t> copies;
  DifferentTexts different;
  for (const std::size_t row : rows) {
    different.most_copies = std::max(different.most_copies, ++copies[sample.rows[row]]);
  }
  different.count = static_cast<std::int64_t>(copies.size());
  return different;
}

void require_enough_texts(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                          const Promise& promise, const std::vector<std::string>& classes) {
  if (parts.certifying.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                "the sample is too small: all its texts were set aside to choose from", {"texts"});
  }
  if (promise.at_cost) return;  // what is kept is then no demand
  for (const calibrate::Promise& one : promises_of(promise, classes)) {
    std::vector<std::size_t> rows = parts.certifying;
    if (one.reference_class != calibrate::kEveryClass) {
      std::erase_if(rows, [&](std::size_t row) {
        return outputs.reference_answer(sample.rows[row]) !=
               static_cast<std::uint64_t>(one.reference_class);
      });
    }
    const std::int64_t least = calibrate::texts_needed(0, one.risk, promise.significance());
    if (different_texts(sample, rows).count >= least) continue;
    refuse_small(sample, rows, parts,
                 {.keep = 1 - one.risk,
                  .confidence_level = promise.confidence_level,
                  .needed = least,
                  .of = one.reference_class == calibrate::kEveryClass
                            ? ""
                            : classes[static_cast<std::size_t>(one.reference_class)]});
  }
}

std::optional<std::string> remark_on_copies(const Sample& sample,
                                            std::span<const std::size_t> rows) {
  const DifferentTexts different = different_texts(sample, rows);
  const auto texts = static_cast<double>(rows.size());
  if (sample.named_groups || static_cast<double>(different.count) > 0.9 * texts) {
    return std::nullopt;
  }
  return fmt::format(
      "The {} certifying texts are {} different ones, the most frequent {} times: each counts as "
      "often as it was drawn. Where copies come together, name their group.",
      rows.size(), different.count, different.most_copies);
}

}  // namespace tango::certify
