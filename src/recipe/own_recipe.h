// The recipe of someone who has a classifier and texts, and no labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "recipe/recipe.h"

namespace tango::recipe {

struct OwnTexts {
  std::filesystem::path teacher;  ///< A fine-tuned model directory.
  std::filesystem::path texts;    ///< Such texts as it will get.
  std::string student = "auto";  ///< "static", "bilstm", "4-layer", "minilm"; "auto": the cheapest.
  std::int64_t count = 0;        ///< Of the texts: a tenth, at most 2000, is for calibration.
  std::int64_t size = 300'000;   ///< Texts to learn from, beside those that are given.
  std::string mask_token;        ///< As the teacher's tokenizer writes it.
  bool has_minilm = false;       ///< MiniLM-L6 is in the model store.
  double keep = 0.98;
};

inline constexpr const char* kMiniLm = "sentence-transformers/all-MiniLM-L6-v2";

/// Throws kUsage for a student that there is none of, or that can't be made of what is there.
[[nodiscard]] Recipe recipe_for(const OwnTexts& own);

}  // namespace tango::recipe
