// What a build without a recipe would take, and how it is made to fit a budget.
#pragma once

#include <filesystem>
#include <string>

#include "recipe/own_recipe.h"

namespace tango::cli {

/// A table of stages, by speeds that are measured now beside `work`; a line before it says what
/// `budget` ("": none) makes of size and students. Throws kUsage for a budget that nothing fits,
/// and as recipe::measure_speeds does.
[[nodiscard]] std::string forecast_of(const recipe::OwnTexts& own, const std::string& budget,
                                      const std::filesystem::path& work);

/// `own` as it fits the budget. What was chosen is kept in `work`, so that the same command goes on
/// with the same sizes whatever is measured later. `said` gets the table where it was measured;
/// before that, `measuring` is said.
[[nodiscard]] recipe::OwnTexts fitted(const recipe::OwnTexts& own, const std::string& budget,
                                      const std::filesystem::path& work, std::string& said,
                                      const std::string& measuring);

}  // namespace tango::cli
