// What a build of a classifier of one's own will take, from speeds that were measured.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "recipe/own_recipe.h"
#include "recipe/recipe.h"

namespace tango::recipe {

/// Of this machine, with this teacher and texts like these.
struct MeasuredSpeeds {
  struct Student {
    double texts_per_s = 0;   ///< That it learns from.
    std::uint64_t bytes = 0;  ///< Of its directory.
    double read_per_s = 0;    ///< Texts that it answers.
  };
  double made_per_s = 0;                    ///< Texts that tango augment makes.
  double labelled_per_s = 0;                ///< Of them, that the teacher reads.
  double bytes_per_text = 0;                ///< Of those that are made.
  std::uint64_t memory_bytes = 0;           ///< The most that a process took.
  std::map<std::string, Student> students;  ///< By name.
};

/// Among MeasuredSpeeds::students, the small model that looks for wrong answers.
inline constexpr const char* kFold = "fold";

struct StageForecast {
  std::string name;
  std::int64_t texts = 0;
  double seconds = 0;
};

struct Forecast {
  std::vector<StageForecast> stages;
  std::uint64_t disk_bytes = 0, memory_bytes = 0;

  [[nodiscard]] double seconds() const;
};

/// Of recipe_for(own), where it has a teacher with `labels` labels. Students that were not measured
/// are left out.
[[nodiscard]] Forecast forecast(const OwnTexts& own, std::size_t labels,
                                const MeasuredSpeeds& speeds);

/// One line per stage, then the sums.
[[nodiscard]] std::string table_of(const Forecast& forecast);

/// `own` with the most texts to make, and of the students that were measured the most, with which
/// the build takes at most `seconds`: texts, made ones and the user's, first become fewer, down to
/// 20,000 of each; then the student that takes longest is left out; then texts again. Of given
/// answers all are learnt from, and only students are left out. Throws kUsage if nothing fits, with
/// what would.
[[nodiscard]] OwnTexts within(const OwnTexts& own, std::size_t labels, const MeasuredSpeeds& speeds,
                              double seconds);

/// "90 s", "20m" or "1.5h" in seconds. Throws kUsage.
[[nodiscard]] double parse_duration(const std::string& text);

}  // namespace tango::recipe
