// The stages of a classifier's build, and where what they make will lie.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "recipe/build.h"
#include "recipe/results.h"
#include "recipe/stage_runner.h"

namespace tango::recipe {

struct ClassifierPlan {
  std::vector<StageGroup> stages;  ///< In order: all but the one that hands over.
  Results results;                 ///< True when the stages have run.
  /// The large model's logits for the calibration texts (with recipe.answers: for all texts), and
  /// the number of the stages after which they are there; empty with a task.
  std::filesystem::path shares;
  std::size_t shares_after = 0;
  /// Texts that have chosen no model; empty where they would be too few. With a task they are
  /// counted when they are there.
  std::filesystem::path certifying;
  std::filesystem::path suspects;  ///< With recipe.answers: those that look wrong.
  /// Logits for the texts that choose: of the teacher, of a student with made texts and of one
  /// without, there after as many stages; empty where none is taught without them.
  struct {
    std::filesystem::path teacher, with, without;
    std::size_t after = 0;
  } made_texts;
  /// With recipe.cheapest_only: where `tango bench --json` reports each model's speed, by model.
  std::map<std::string, std::filesystem::path> speeds;
};

/// Looks for the task's files and a teacher, and reads nothing. The plan refers to neither
/// argument. Throws kNotFound, and kUsage for an unknown task.
[[nodiscard]] ClassifierPlan plan_classifier(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
