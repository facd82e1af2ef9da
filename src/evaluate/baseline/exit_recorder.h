// What the exits of one model answer to texts, and how long it takes to reach them.
#pragma once

#include <span>
#include <vector>

#include "cascade/confidence.h"
#include "cascade/request.h"
#include "cascade/tier.h"
#include "model/early_exit_model.h"

namespace tango::evaluate {

struct ExitRecord {
  std::vector<float> logits;    ///< [texts x labels]
  std::vector<double> seconds;  ///< [texts]
};

/// One text after another on one thread, as run_one_by_one; nothing leaves. Element e: exit e's
/// logits, and the seconds since the exit before (of the first: since the text came, tokenization
/// included). `encoder`: the tier whose tokenizer and limits the model shares. One window a text.
[[nodiscard]] std::vector<ExitRecord> run_exits_one_by_one(const model::EarlyExitModel& model,
                                                           const cascade::Tier& encoder,
                                                           std::span<const cascade::Request> texts);

/// Of a batch whose texts leave as soon as an exit is sure enough.
struct ExitRun {
  std::vector<int> exits;     ///< [texts]: where each left, from 0.
  std::vector<float> logits;  ///< [texts x labels]: of that exit.
  double seconds = 0;         ///< Of all, by the clock.
};

/// Batches of `batch` texts, `workers` threads with one each. Texts that left are packed away, so
/// that later layers run on the others alone (what FastBERT, Liu et al. 2020, does with a batch).
[[nodiscard]] ExitRun run_exits_in_batches(const model::EarlyExitModel& model,
                                           const cascade::Tier& encoder,
                                           std::span<const cascade::Request> texts, int batch,
                                           int workers, cascade::ConfidenceKind kind,
                                           float threshold);

}  // namespace tango::evaluate
