// The students that distillation makes.
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
#include "train/command/encoder_options.h"
#include "train/command/trainer_options.h"
#include "train/data/read_texts.h"

namespace tango::train {

struct StudentOptions {
  std::string student;  ///< "bilstm", "tfidf", or a base's directory or name.
  std::string teacher;  ///< For word vectors, and for losses that need more than logits.
  std::string vectors = "random";
  std::int64_t vocabulary = 25000;
  int hidden_size = 64, embedding_size = 50, dense_size = 200, lstm_layers = 2;
  double dropout = 0, word_dropout = 0;
  std::vector<int> layers;         ///< Of the base, those that are kept; empty: all.
  std::optional<int> max_tokens;   ///< nullopt: 128, for question answering 384.
  LoraOptions lora{.rank = 0};     ///< Encoder: rank 0 trains all weights,
  bool freeze_embeddings = false;  ///< except, if true, the embeddings.
  bool frozen = false;             ///< Encoder: a logistic regression on its embeddings of texts.
  LengthDropOptions length_drop;
};

void add_student_options(CLI::App& command, StudentOptions& options);

/// `working` is the directory of a BiLSTM's tokenizer until the model is whole. Throws kUsage,
/// kNotFound, kInvalidModel.
[[nodiscard]] ModelToTrain make_student(const StudentOptions& options, const RunOptions& run,
                                        const checkpoint::Labels& labels, const TextFiles& texts,
                                        const std::filesystem::path& working);

}  // namespace tango::train
