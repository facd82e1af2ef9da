// The directory of a word-level language model, which writes texts like those that it was trained
// on.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Word vectors, LSTM layers forward in time, and a projection back to the width of the vectors,
/// which also score the next word (Press and Wolf 2017).
struct LanguageModelConfig {
  int vocab_size = 0;
  int embedding_size = 0;
  int hidden_size = 0;
  int num_layers = 0;
  bool pairs = false;  ///< Its texts are pairs, with kPairSeparator between.
};

/// Its first three words, by id.
inline constexpr int kEndOfText = 0;  ///< "</s>": before the first word, and after the last.
inline constexpr int kUnknownWord = 1;
inline constexpr int kPairSeparator = 2;
[[nodiscard]] std::vector<std::string> special_words();

/// Tensors in the order of the file: embedding.weight, lstm.weight_ih_l0 …, projection.weight and
/// .bias, output.bias.
struct LanguageModelSpec {
  std::string name;
  std::vector<int> shape;
};
[[nodiscard]] std::vector<LanguageModelSpec> language_model_tensors(
    const LanguageModelConfig& config);

struct LanguageModel {
  LanguageModelConfig config;
  std::vector<std::string> words;  ///< By id.
  std::unique_ptr<WeightSource> weights;
};

/// Reads `directory`: config.json ("model_type": "lstm_lm"), vocab.txt, model.safetensors. Throws
/// kNotFound, kIo, kInvalidModel.
[[nodiscard]] LanguageModel open_language_model(const std::filesystem::path& directory);

}  // namespace tango::checkpoint
