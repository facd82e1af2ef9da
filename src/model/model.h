// A classifier: packed tokens in, logits out.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/cache_directory.h"
#include "base/team.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "kernel/precision.h"
#include "model/packed_batch.h"

namespace tango::model {

using kernel::Precision;

/// Scratch memory of one worker thread; grows to the largest batch and is kept. Each model makes
/// its own kind; never share one between threads or models.
class Workspace {
 public:
  virtual ~Workspace() = default;
};

/// Weights, shared by all workers. Every method is const and thread-safe.
class Model {
 public:
  virtual ~Model() = default;

  [[nodiscard]] virtual const checkpoint::ModelConfig& config() const = 0;
  [[nodiscard]] virtual Precision precision() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Workspace> make_workspace() const = 0;

  /// Writes [texts x labels] logits, row-major; a span model [tokens x 2]. A text's logits are the
  /// same, bit for bit, alone or in any batch, on one thread or on a team. Requires: `workspace` is
  /// of this model, every text has 1 … max_tokens tokens, `logits` has logits_of(batch) elements.
  /// Throws kInvalidInput naming the text and the token when an id is outside the vocabulary or a
  /// text is too long.
  virtual void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
                       base::Team team) const = 0;
  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits) const {
    forward(batch, workspace, logits, base::Team());
  }

  /// How many logits forward writes.
  [[nodiscard]] std::size_t logits_of(const PackedBatch& batch) const {
    const auto rows = static_cast<std::size_t>(answers_spans() ? batch.tokens() : batch.texts());
    return rows * static_cast<std::size_t>(num_labels());
  }
  [[nodiscard]] bool answers_spans() const {
    return checkpoint::labels_of(config()).problem_type == checkpoint::ProblemType::kSpan;
  }
  [[nodiscard]] int num_labels() const {
    return static_cast<int>(checkpoint::labels_of(config()).names.size());
  }
  [[nodiscard]] int max_tokens() const { return checkpoint::max_tokens_of(config()); }
};

/// Builds the model that `config` describes. With a `fingerprint` (checkpoint::Checkpoint), weights
/// packed in bf16 or int8 are kept in `cache` (packed_cache.h); fp32 ones are not, because they are
/// as large as the file that they come from. Throws kInvalidModel when a tensor is missing or of
/// another shape.
[[nodiscard]] std::unique_ptr<Model> make_model(
    const checkpoint::ModelConfig& config, const checkpoint::WeightSource& weights,
    Precision precision = Precision::kFloat32, const std::string& fingerprint = {},
    const base::MachineCache& cache = base::machine_cache());

}  // namespace tango::model
