// The recipe for a classifier and texts without labels, or for texts with answers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "recipe/recipe.h"

namespace tango::recipe {

struct OwnTexts {
  /// Texts with answers, in the place of teacher and texts.
  std::vector<std::filesystem::path> answers = {};
  std::filesystem::path teacher;  ///< A fine-tuned model directory.
  std::filesystem::path texts;    ///< Like those that it will get.
  /// "tfidf", "static", "bilstm", "embeddings", "4-layer", "minilm", or several with commas;
  /// "auto": all. The cheapest is kept.
  std::string student = "auto";
  /// Of `texts`; a tenth, 600 or a quarter if that is less, at most 2000, are for calibration;
  /// with a teacher a twentieth, at most 1000, judges students.
  std::int64_t count = 0;
  std::int64_t size = 300'000;    ///< Of the texts to learn from, in addition to `texts`.
  std::int64_t most_sources = 0;  ///< Of `texts` to learn from; 0: all.
  std::string mask_token = {};    ///< The mask token of the teacher's tokenizer.
  bool has_word_vectors = true;   ///< Whether the teacher is an encoder, which has some to give.
  bool has_minilm = false;        ///< Whether MiniLM-L6 is in the model store.
  double keep = 0.98;
  task::RecordReaderOptions reading = {};  ///< Of `texts` or `answers`.
  std::string read_as = {};                ///< What of `reading` was asked for; "": nothing.
  bool balances = true;  ///< Texts of rare classes are repeated; of given answers none are.
};

/// Of `texts`, how many certify; if that many can show nothing, recipe_for has none certify.
[[nodiscard]] std::int64_t certifying_of(std::int64_t texts);

/// Of `texts`, how many are to learn from.
[[nodiscard]] std::int64_t sources_of(const OwnTexts& own);

inline constexpr const char* kMiniLm = "sentence-transformers/all-MiniLM-L6-v2";

/// Throws kUsage for an unknown student, kNotFound when the student's base is not there.
[[nodiscard]] Recipe recipe_for(const OwnTexts& own);

}  // namespace tango::recipe
