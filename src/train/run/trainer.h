// The training loop: steps, evaluations, the best weights, and resuming after a stop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "train/data/data_set.h"
#include "train/network/parameters.h"
#include "train/network/pass.h"
#include "train/optimize/adam_w.h"

namespace tango::train {

struct TrainerOptions {
  std::int64_t epochs = 3;
  std::int64_t max_steps =
      0;  ///< Of the whole run, its decay included; 0: as many as `epochs` takes.
  std::int64_t batch_size = 32;
  std::int64_t shards = 1;  ///< Parts of a batch that are computed at once, one thread per part.
  double learning_rate = 5e-5;
  double warm_up = 0.06;  ///< Share of all steps.
  AdamWOptions adam_w;
  double max_gradient_norm = 1;
  std::int64_t evaluations_per_epoch = 1;
  std::int64_t patience =
      0;  ///< Evaluations without a better score before the run ends; 0: no limit.
  double save_every_s = 120;  ///< Seconds between saved states.
  std::uint64_t seed = 1;
  bool quiet = false;
};

struct Evaluation {    // NOLINT(bugprone-exception-escape): moving a JSON value throws nothing
  double score = 0;    ///< More is better.
  base::Json details;  ///< For the log.
};

/// What is trained, and on what data. The functions capture everything that they need.
struct Objective {
  const DataSet* data = nullptr;
  /// A scalar with a gradient.
  std::function<at::Tensor(const Batch&, Pass&)> loss;
  /// Evaluates on held-out texts. Null: the last weights count as the best.
  std::function<Evaluation()> evaluate;
};

struct TrainingResult {
  std::int64_t steps = 0;
  std::int64_t best_step = 0;
  Evaluation best;
  double seconds = 0;  ///< Of this process; not of a part of the run before it was stopped.
};

/// Trains the trainable ones of `parameters` and leaves the best evaluated weights in them.
/// `directory` holds the log and the state, which is saved now and then, whole or not at all. A run
/// that was stopped resumes from there and ends with the same weights as one that was not.
/// `identity` names the run: the state of a run with another one is refused (kUsage). Throws
/// kInvalidInput, with the step and what may help, when the loss is not finite; kCancelled, with
/// the state saved, after a signal (command::StopOnSignals).
[[nodiscard]] TrainingResult train(const Parameters& parameters, const Objective& objective,
                                   const TrainerOptions& options,
                                   const std::filesystem::path& directory,
                                   const std::string& identity);

/// A network's logits of every text in `data`, [texts x labels], without gradients. Throws
/// kCancelled when a stop was requested.
[[nodiscard]] at::Tensor all_logits(const DataSet& data,
                                    const std::function<at::Tensor(const Batch&, Pass&)>& logits);

}  // namespace tango::train
