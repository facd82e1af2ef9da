// An encoder checkpoint to start from, trained whole or by adapters.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "checkpoint/model_config.h"
#include "text/tokenizer.h"
#include "train/command/trainer_options.h"
#include "train/network/network.h"
#include "train/network/parameters.h"
#include "train/optimize/length_drop.h"

namespace tango::train {

/// A model before its first step.
struct ModelToTrain {
  Parameters parameters;
  std::unique_ptr<Network> network;
  std::unique_ptr<text::Tokenizer> tokenizer;
  int max_tokens = 0;
  checkpoint::Labels labels;
  std::optional<checkpoint::EncoderConfig> encoder;  ///< Where the model is one.
  /// Fills a model directory.
  std::function<void(const std::filesystem::path& directory, Storage)> write;
};

struct EncoderModelOptions {
  std::string base;         ///< A directory, or a name in the model store.
  std::vector<int> layers;  ///< Of the base, those that are kept; empty: all.
  /// nullopt: 128, for question answering 384. Never more than the model's own limit.
  std::optional<int> max_tokens;
  double dropout = 0.1;
  LoraOptions lora{.rank = 0};     ///< Rank 0: no adapters; all weights are trained,
  bool freeze_embeddings = false;  ///< except, if true, the embeddings.
};

/// --lora-rank, --lora-alpha, --lora-dropout, --lora-targets, --freeze-embeddings.
void add_tuning_options(CLI::App& command, LoraOptions& lora, bool& freeze_embeddings);

/// --length-drop, --sub-models.
void add_length_drop_options(CLI::App& command, LengthDropOptions& options);

/// Throws kNotFound, kInvalidModel, kUnsupported for a base that is no encoder, and kUsage for
/// adapters of a base whose layers are dropped (they would fit no base that exists).
[[nodiscard]] ModelToTrain make_encoder(const EncoderModelOptions& options, const RunOptions& run,
                                        const checkpoint::Labels& labels);

}  // namespace tango::train
