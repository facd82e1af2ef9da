// The training loop: steps, evaluations, the best weights, and going on after a stop.
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
  std::int64_t max_steps = 0;  ///< Of the whole run, the decay included; 0: as the epochs say.
  std::int64_t batch_size = 32;
  std::int64_t shards = 1;  ///< Parts of a batch that are computed at once, a thread each.
  double learning_rate = 5e-5;
  double warm_up = 0.06;  ///< Part of all steps.
  AdamWOptions adam_w;
  double max_gradient_norm = 1;
  std::int64_t evaluations_per_epoch = 1;
  std::int64_t patience = 0;  ///< Evaluations without a better score before it ends; 0: none.
  double save_every_s = 120;
  std::uint64_t seed = 1;
  bool quiet = false;
};

struct Evaluation {    // NOLINT(bugprone-exception-escape): moving a JSON value throws nothing
  double score = 0;    ///< More is better.
  base::Json details;  ///< For the log.
};

/// What is trained on what; everything a function here needs, it captured.
struct Objective {
  const DataSet* data = nullptr;
  /// A scalar with a gradient.
  std::function<at::Tensor(const Batch&, Pass&)> loss;
  /// On held-out texts. Null: the last weights are the best.
  std::function<Evaluation()> evaluate;
};

struct TrainingResult {
  std::int64_t steps = 0;
  std::int64_t best_step = 0;
  Evaluation best;
  double seconds = 0;  ///< Of this process's part.
};

/// Trains `parameters` (the trainable ones) and leaves the best evaluated weights in them.
/// `directory` keeps the state, written now and then and whole or not at all, and the log; a run
/// that was stopped goes on from there and ends with the same weights as one that was not.
/// `identity` says what this run is: a state of another run is refused (kUsage). Throws
/// kInvalidInput when the loss is not finite: says the step and what may help.
[[nodiscard]] TrainingResult train(const Parameters& parameters, const Objective& objective,
                                   const TrainerOptions& options,
                                   const std::filesystem::path& directory,
                                   const std::string& identity);

/// A network's logits of every text in `data`, [texts x labels], without gradients.
[[nodiscard]] at::Tensor all_logits(const DataSet& data,
                                    const std::function<at::Tensor(const Batch&, Pass&)>& logits);

}  // namespace tango::train
