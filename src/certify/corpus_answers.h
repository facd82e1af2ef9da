// One file, once: tier 1 reads all of it, the last tier as few texts as a promise about this very
// file needs (calibrate/corpus).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cascade/cascade.h"
#include "certify/promise.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"
#include "service/pipeline.h"

namespace tango::certify {

struct CorpusAnswers {
  std::vector<cascade::Answer> answers;  ///< [texts] Of the sample's different texts.
  std::int64_t read = 0;                 ///< Different texts that the last tier read.

  [[nodiscard]] const cascade::Answer& of_row(const Sample& sample, std::size_t row) const {
    return answers[sample.rows[row]];
  }
};

/// Of all rows of the file, at least the share `promise.keep` gets the answer that the last tier
/// would give, with probability `promise.confidence_level` over the draws, which `seed` fixes.
/// Precondition: a promise about answers, without floors. Throws kUnsupported for a cascade of one
/// tier, and as service::Pipeline does.
[[nodiscard]] CorpusAnswers answer_corpus(const cascade::Cascade& cascade, const Sample& sample,
                                          const Promise& promise, std::uint64_t seed,
                                          const service::PipelineOptions& options,
                                          const OnProgress& on_progress);

}  // namespace tango::certify
