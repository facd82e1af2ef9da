// One batch of random tokens through a model, on every worker.
#pragma once

#include <memory>

#include "model/model.h"

namespace tango::cli {

struct BatchShape {
  int texts;
  int tokens;  ///< Of each text.
};

/// Threads that wait, each pinned to a CPU and with its share of the batch (as even as whole texts
/// allow) and a workspace of its own; or all together on a batch of fewer texts than threads, as
/// under the pipeline. Not thread-safe.
class ShapeRunner {
 public:
  /// `model` outlives it. Throws kUsage when a text of that many tokens does not fit the model.
  ShapeRunner(const model::Model& model, BatchShape shape, int workers);
  ~ShapeRunner();
  ShapeRunner(const ShapeRunner&) = delete;
  ShapeRunner& operator=(const ShapeRunner&) = delete;

  /// The whole batch once. Rethrows what a worker threw.
  void run();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::cli
