// How to train: the flags that all verbs share.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "train/files/tensor_file.h"
#include "train/network/linear.h"
#include "train/run/trainer.h"

namespace tango::train {

struct RunOptions {
  TrainerOptions trainer;
  std::string precision = "auto", device = "auto", storage = "bf16", output;
  int threads = 0;
};

void add_run_options(CLI::App& command, RunOptions& options);

/// For verbs whose loss is a mean over texts.
void add_shards_option(CLI::App& command, RunOptions& options);

/// Where encoders compute; `auto`: a GPU where libtorch and the machine have one. Throws
/// kUnsupported for a GPU that isn't there.
[[nodiscard]] at::Device device_of(const RunOptions& options);

/// Of the products; `auto`: bf16 on a GPU, and where this CPU has instructions for it.
[[nodiscard]] Compute compute_of(const RunOptions& options);
[[nodiscard]] Storage storage_of(const RunOptions& options);

/// Gives libtorch its threads: --threads, or where it says nothing `by_default`; 0: one a CPU.
/// Once, before the first tensor.
void set_threads(const RunOptions& options, int by_default = 0);

/// Every flag that was given, or has a default, as one line: what makes a run this run.
[[nodiscard]] std::string identity_of(const CLI::App& command);

}  // namespace tango::train
