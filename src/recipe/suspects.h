// Answers that are probably wrong, among those that students would learn from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "recipe/given_answers.h"
#include "tensor/tensor.h"

namespace tango::recipe {

struct Suspect {
  std::size_t text = 0;
  int suggested = 0;
  double probability = 0;  ///< Of the suggested label.
};

/// Confident learning (Northcutt, Jiang, Chuang 2021): a label is claimed where its probability is
/// at least its mean among the texts that were given it; a text is suspect where the likeliest
/// claimed label is not the given one. `logits` [texts x labels] are of models that have not learnt
/// from the text. The surest first.
[[nodiscard]] std::vector<Suspect> find_suspects(const tensor::Tensor& logits,
                                                 std::span<const int> given);

/// How many parts there are, each answered by a model that learnt from the others.
inline constexpr int kFolds = 5;

/// For each fold N (from 1) of the texts in `learning`, in a directory: N-learning.tsv and
/// N-learning.safetensors to learn from, N-texts.tsv to answer.
void write_folds(const std::filesystem::path& learning, const std::filesystem::path& output);

/// What keep_sound_answers() writes.
inline constexpr const char* kSoundTexts = "texts.tsv";
inline constexpr const char* kSoundTargets = "targets.safetensors";
inline constexpr const char* kSuspects = "suspects.tsv";

/// Without suspects, in a directory: texts and targets to learn from; and the suspects, with text,
/// given and suggested answer and the latter's probability. `answers`: of each fold, the logits of
/// its texts.
void keep_sound_answers(const std::filesystem::path& learning,
                        std::span<const std::filesystem::path> answers,
                        const std::filesystem::path& output);

}  // namespace tango::recipe
