// A classifier from which texts may exit after any of its layers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// Called after every layer with that exit's logits [texts x labels] of the texts that have not
/// exited (given by their positions in the batch); texts whose `leaves` it sets exit here.
using AtExit = std::function<void(int exit, std::span<const std::int32_t> texts,
                                  std::span<const float> logits, std::vector<bool>& leaves)>;

/// The layers that a run computes: those after layer `begin` up to layer `end`, counted from 1.
struct LayerRange {
  int begin = 0;
  int end = 0;
};

/// Weights, shared by all workers. Every method is const and thread-safe.
class EarlyExitModel {
 public:
  virtual ~EarlyExitModel() = default;

  [[nodiscard]] virtual const checkpoint::EncoderConfig& config() const = 0;
  [[nodiscard]] virtual Precision precision() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Workspace> make_workspace() const = 0;

  /// Runs the batch on this thread; `at_exit` has exits 0 … layers - 1 as far as they are loaded,
  /// the last being the model's own head. Later layers run only on the texts that have not exited.
  /// A text's logits never depend on its batch, nor on which texts exited. Throws as
  /// Model::forward.
  virtual void forward(const PackedBatch& batch, Workspace& workspace,
                       const AtExit& at_exit) const = 0;

  /// Runs some of the layers. Where they are not the first ones, `hidden` has for each text its
  /// rows [tokens x hidden] as a run up to there gave them. Writes the logits [texts x labels] of
  /// the exit after the last of them and, unless `rows` is empty, the rows [tokens x hidden] there.
  /// The bits are those of one run through all layers. Throws as Model::forward; kUnsupported where
  /// that exit was not loaded.
  virtual void forward(const PackedBatch& batch, LayerRange range,
                       std::span<const float* const> hidden, Workspace& workspace,
                       std::span<float> logits, std::span<float> rows, base::Team team) const = 0;
};

struct EarlyExitOptions {
  Precision precision = Precision::kFloat32;
  std::vector<int> layers;  ///< The off-ramps that are loaded, counted from 1; empty: all.
  std::string fingerprint;  ///< As for make_model.
  base::MachineCache cache = base::machine_cache();
};

/// `off_ramps`: off_ramps.N.dense and off_ramps.N.output of the layers but the last (N from 0), as
/// `tango exits` writes them. Throws kUnsupported for a model that is not an encoder with one label
/// per text, or whose layers prune tokens; kInvalidModel when a tensor is missing.
[[nodiscard]] std::unique_ptr<EarlyExitModel> make_early_exit_model(
    const checkpoint::ModelConfig& config, const checkpoint::WeightSource& weights,
    const checkpoint::WeightSource& off_ramps, const EarlyExitOptions& options);

}  // namespace tango::model
