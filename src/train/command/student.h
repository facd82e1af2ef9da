// The students that distillation makes.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "checkpoint/model_config.h"
#include "text/tokenizer.h"
#include "train/command/trainer_options.h"
#include "train/data/read_texts.h"
#include "train/network/network.h"
#include "train/network/parameters.h"

namespace tango::train {

struct StudentOptions {
  std::string student;  ///< "bilstm", or a base's directory or name.
  std::string teacher;  ///< For word vectors.
  std::string vectors = "random";
  std::int64_t vocabulary = 10000;
  int hidden_size = 64, embedding_size = 50, dense_size = 200, lstm_layers = 2;
  double dropout = 0, word_dropout = 0;
  std::vector<int> layers;  ///< Of the base, that the student keeps; empty: all.
  int max_tokens = 128;
};

void add_student_options(CLI::App& command, StudentOptions& options);

/// A student before its first step.
struct Student {
  Parameters parameters;
  std::unique_ptr<Network> network;
  std::unique_ptr<text::Tokenizer> tokenizer;
  int max_tokens = 0;
  /// Fills a model directory.
  std::function<void(const std::filesystem::path&, Storage)> write;
};

/// `working`: for the vocabulary's files, which a later run finds again. Throws kUsage, kNotFound,
/// kInvalidModel.
[[nodiscard]] Student make_student(const StudentOptions& options, const RunOptions& run,
                                   const checkpoint::Labels& labels, const TextFiles& texts,
                                   const std::filesystem::path& working);

}  // namespace tango::train
