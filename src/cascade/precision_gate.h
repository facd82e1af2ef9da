// Chooses the precision of a model: the cheapest that answers as fp32 does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/cache_directory.h"
#include "cascade/request.h"
#include "checkpoint/checkpoint.h"
#include "model/model.h"
#include "text/tokenizer.h"

namespace tango::cascade {

/// The share of the sample texts on which a precision must give the answers of fp32.
inline constexpr double kLeastAgreement = 0.99;
/// With fewer texts no precision is compared; more texts are not read.
inline constexpr int kFewestSampleTexts = 64;
inline constexpr int kMostSampleTexts = 256;

struct PrecisionChoice {
  model::Precision precision = model::Precision::kFloat32;
  /// Continues "precision int8, which …": "agrees with fp32 on 255 of 256 sample texts", …
  std::string why;
};

/// Called only if they are needed; those past kMostSampleTexts are ignored. They should resemble
/// what the model will read, and never be texts that results are reported on.
using SampleTexts = std::function<std::vector<Request>()>;

/// The first of int8 and (if the CPU has instructions for it) bf16 that agrees with fp32 on
/// kLeastAgreement of the sample texts, else fp32. The choice is kept in `cache` for
/// as long as the texts, the model's files, the instruction set and Tango's version stay the same:
/// it never comes from other texts than these. Regression and question answering, which have no
/// labels to agree on, run in fp32. `max_tokens` as in Tier. Throws as loading the model does.
[[nodiscard]] PrecisionChoice choose_precision(
    const checkpoint::Checkpoint& opened, const text::Tokenizer& tokenizer, int max_tokens,
    const SampleTexts& samples, const base::MachineCache& cache = base::machine_cache());

}  // namespace tango::cascade
