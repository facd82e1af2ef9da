// The recipe for a classifier and texts without labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "recipe/recipe.h"

namespace tango::recipe {

struct OwnTexts {
  std::filesystem::path teacher;  ///< A fine-tuned model directory.
  std::filesystem::path texts;    ///< Like those that it will get.
  /// "static", "bilstm", "4-layer", "minilm", or several with commas; "auto": all. The cheapest is
  /// kept.
  std::string student = "auto";
  std::int64_t count = 0;       ///< Of `texts`; a tenth, 600 or a quarter if that is less, at most
                                ///< 2000, are for calibration.
  std::int64_t size = 300'000;  ///< Of the texts to learn from, in addition to `texts`.
  std::string mask_token;       ///< The mask token of the teacher's tokenizer.
  bool has_minilm = false;      ///< Whether MiniLM-L6 is in the model store.
  double keep = 0.98;
};

inline constexpr const char* kMiniLm = "sentence-transformers/all-MiniLM-L6-v2";

/// Throws kUsage for an unknown student, kNotFound when the student's base is not there.
[[nodiscard]] Recipe recipe_for(const OwnTexts& own);

}  // namespace tango::recipe
