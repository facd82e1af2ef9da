// Texts, word by word, out of a language model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "augment/draws.h"
#include "checkpoint/language_model.h"
#include "kernel/matmul/packed_weights.h"
#include "tensor/tensor.h"
#include "tensor/weight_arena.h"

namespace tango::augment {

struct GeneratorOptions {
  double temperature = 1;  ///< Divides the logits before the softmax; below 1 it dares less.
  int top_k = 0;           ///< Of the most probable words alone; 0: of all.
  int max_words = 60;      ///< A text that has not ended by then is none.
};

/// The LSTM language model of checkpoint/language_model.h in fp32. Immutable; thread-safe.
class TextGenerator {
 public:
  /// Throws kInvalidModel when a tensor is missing, of another shape, or not finite.
  explicit TextGenerator(const checkpoint::LanguageModel& model);

  /// One text for each of `draws`, as word ids without the ends; empty where none came about. A
  /// text depends on its own draws alone. Never kUnknownWord.
  [[nodiscard]] std::vector<std::vector<int>> generate(std::vector<Draws> draws,
                                                       const GeneratorOptions& options) const;

  [[nodiscard]] bool writes_pairs() const { return config_.pairs; }
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

 private:
  struct Layer {
    kernel::PackedWeights input, recurrent;
  };
  struct State;

  [[nodiscard]] kernel::PackedWeights pack(const float* weights, const float* bias, int outputs,
                                           int inputs);
  /// Moves every text on by the word that it read last; leaves the logits of the next one.
  void step(State& state) const;

  checkpoint::LanguageModelConfig config_;
  std::vector<std::string> words_;
  tensor::Tensor embedding_;
  tensor::WeightArena arena_;
  std::vector<Layer> layers_;
  kernel::PackedWeights projection_, output_;
};

}  // namespace tango::augment
