// The stages of a classifier's build that are no runs of the program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "recipe/spent_texts.h"
#include "recipe/stage_runner.h"
#include "task/record_reader.h"

namespace tango::recipe {

[[nodiscard]] Stage calibration_stage(const Recipe& recipe, const std::filesystem::path& source,
                                      const task::RecordReaderOptions& reading,
                                      const std::filesystem::path& output);

/// Divides the calibration texts, of which `certifying` certify.
[[nodiscard]] Stage parts_stage(const Recipe& recipe, const std::filesystem::path& calibration,
                                std::int64_t certifying, const std::filesystem::path& output);

/// Those of the calibration texts that `spent` does not have.
[[nodiscard]] Stage unspent_stage(const std::filesystem::path& calibration,
                                  const std::vector<SpentFile>& spent,
                                  const std::filesystem::path& output);

/// recipe.most_sources of the texts.
[[nodiscard]] Stage sources_stage(const Recipe& recipe, const std::filesystem::path& source,
                                  const task::RecordReaderOptions& reading,
                                  const std::filesystem::path& output);

/// Divides the texts of recipe.answers.
[[nodiscard]] Stage division_stage(const Recipe& recipe, std::int64_t certifying,
                                   const std::filesystem::path& output);

[[nodiscard]] Stage folds_stage(const std::filesystem::path& learning,
                                const std::filesystem::path& output);

/// Of `learning`, what the models of the folds, whose answers these are, take for sound.
[[nodiscard]] Stage sound_stage(const std::filesystem::path& learning,
                                const std::vector<std::filesystem::path>& answers,
                                const std::filesystem::path& output);

[[nodiscard]] Stage balance_stage(const std::string& name, const std::filesystem::path& texts,
                                  const std::filesystem::path& logits,
                                  const std::filesystem::path& output);

/// What of a transfer set was not made.
[[nodiscard]] Stage unmade_stage(const std::string& name, const std::filesystem::path& texts,
                                 const std::filesystem::path& logits,
                                 const std::filesystem::path& output);

struct Correction {
  std::filesystem::path model;            ///< A student.
  std::filesystem::path answers;          ///< Its logits for texts as they come,
  std::filesystem::path teachers;         ///< and the teacher's.
  std::filesystem::path natural, learnt;  ///< Logits of a transfer set, before and after balancing.
};
[[nodiscard]] Stage correction_stage(const std::string& name, const Correction& its,
                                     const std::filesystem::path& output);

}  // namespace tango::recipe
