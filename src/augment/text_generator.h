// Draws texts, word by word, from a language model.
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
  double temperature =
      1;          ///< Divides the logits before the softmax; below 1, likely words are likelier.
  int top_k = 0;  ///< Draws from so many of the most probable words; 0: from all.
  int max_words = 60;  ///< A text that has not ended by then is dropped.
};

/// The LSTM language model of checkpoint/language_model.h in fp32. Immutable; thread-safe.
class TextGenerator {
 public:
  /// Throws kInvalidModel when a tensor is missing, of another shape, or not finite.
  explicit TextGenerator(const checkpoint::LanguageModel& model);

  /// One text for each of `draws`, as word ids without the ends; empty where it was dropped. A text
  /// depends on its own draws alone, and never contains kUnknownWord.
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
  /// Advances every text by the word that it read last, and computes the logits of the next one.
  void step(State& state) const;

  checkpoint::LanguageModelConfig config_;
  std::vector<std::string> words_;
  tensor::Tensor embedding_;
  tensor::WeightArena arena_;
  std::vector<Layer> layers_;
  kernel::PackedWeights projection_, output_;
};

}  // namespace tango::augment
