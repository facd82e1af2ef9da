// One batch of random tokens through a model, on every worker.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/pinned_workers.h"
#include "base/team.h"
#include "model/model.h"
#include "model/packed_batch.h"

namespace tango::evaluate {

struct BatchShape {
  int texts;   ///< At least 1.
  int tokens;  ///< Of each text, at least 1.
};

/// Each worker runs a share of the batch, as even as whole texts allow; on a batch of fewer texts
/// than workers all of them run as one team, as under the pipeline. Not thread-safe.
class ShapeRunner {  // NOLINT(clang-analyzer-optin.performance.Padding): in order of construction
 public:
  /// `model` outlives it. `workers`: threads; 0: one per usable CPU. Throws kUsage when a text of
  /// that many tokens does not fit the model, kIo when the system has no more threads.
  ShapeRunner(const model::Model& model, BatchShape shape, int workers);

  /// The whole batch once. Rethrows what a worker threw.
  void run();

 private:
  /// What one worker, or one team of all workers, runs.
  struct Share {
    model::PackedBatch batch;
    std::unique_ptr<model::Workspace> workspace;  ///< Made by the worker, so near its CPU.
    std::vector<float> logits;
  };

  void run_share(int worker);

  const model::Model& model_;
  std::vector<Share> shares_;
  base::TeamThreads team_threads_;  ///< Join a worker where there are fewer shares than workers.
  int team_size_;                   ///< Of each share.
  base::PinnedWorkers workers_;     ///< One per share.
};

}  // namespace tango::evaluate
