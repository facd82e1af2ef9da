// How to train: the flags that all commands share.
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

/// --shards, for commands whose loss is a mean over texts.
void add_shards_option(CLI::App& command, RunOptions& options);

/// Where encoders compute; `auto` is a GPU if libtorch and the machine have one. Throws
/// kUnsupported for a GPU that is not there.
[[nodiscard]] at::Device device_of(const RunOptions& options);

/// The arithmetic of the products; `auto` is bf16 on a GPU, and on a CPU with instructions for it.
[[nodiscard]] Compute compute_of(const RunOptions& options);
[[nodiscard]] Storage storage_of(const RunOptions& options);

/// Of the products alone, where libtorch has OpenBLAS.
void set_threads_of_blas(int threads);

/// Gives libtorch --threads threads, or `by_default` where that is 0; 0 is one per usable CPU.
/// Once, before the first tensor.
void set_threads(const RunOptions& options, int by_default = 0);

/// Every flag that was given or has a default, and changes what is trained, as one line.
[[nodiscard]] std::string identity_of(const CLI::App& command);

}  // namespace tango::train
