// Which precision a model may run in: a cheaper one that answers as fp32 does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/checkpoint.h"
#include "model/model.h"
#include "text/tokenizer.h"

namespace tango::cascade {

/// Of what share of the sample texts a precision must give fp32's answers.
inline constexpr double kLeastAgreement = 0.99;
/// Fewer texts than the first decide nothing; more than the second are not read.
inline constexpr int kFewestSampleTexts = 64;
inline constexpr int kMostSampleTexts = 256;

struct PrecisionChoice {
  model::Precision precision = model::Precision::kFloat32;
  /// Of the precision: "agrees with fp32 on 255 of 256 sample texts", …
  std::string why;
};

/// Gives at most kMostSampleTexts texts; called only when they are needed. They should be of the
/// kind that the model will read, and never those that results are reported on.
using SampleTexts = std::function<std::vector<Request>()>;

/// int8, else bf16 where the CPU has instructions for it, whichever first agrees with fp32 on
/// kLeastAgreement of the sample texts; else fp32. A choice by texts is remembered in
/// base::machine_cache() while the model's files, the instruction set and Tango's version stay the
/// same; then no text is read. Regressions, which have no answers to agree on, run in fp32.
/// `max_tokens` as Tier takes it. Throws what loading the model throws.
[[nodiscard]] PrecisionChoice choose_precision(const checkpoint::Checkpoint& opened,
                                               const text::Tokenizer& tokenizer, int max_tokens,
                                               const SampleTexts& samples);

}  // namespace tango::cascade
