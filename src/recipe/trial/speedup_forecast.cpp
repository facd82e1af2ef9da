#include "recipe/trial/speedup_forecast.h"

#include <cmath>

#include <tango/error.h>

#include "base/json.h"

namespace tango::recipe {

ForecastParameters read_forecast_parameters(const std::filesystem::path& file) {
  const base::Json json = base::read_json(file);
  const std::string where = file.string();
  const auto number = [&](const char* key) {
    return base::require_field<double>(json, key, where);
  };
  const ForecastParameters parameters{
      .tasks = base::require_field<std::int64_t>(json, "tasks", where),
      .mean = number("mean"),
      .middle = number("middle"),
      .slope = number("slope"),
      .squares = number("squares"),
      .deviation = number("deviation"),
      .quantile = number("quantile")};
  const bool right = parameters.tasks >= 2 && parameters.squares >= 0 &&
                     parameters.deviation >= 0 && parameters.quantile > 0 &&
                     (parameters.slope == 0 || parameters.squares > 0);
  if (!right) {
    throw Error(ErrorCode::kInvalidInput,
                where +
                    ": not what scripts/trial_forecast.py fit writes: there should be 2 \"tasks\" "
                    "or more, a \"quantile\" above 0, \"deviation\" and \"squares\" of at least "
                    "0, and \"squares\" above 0 with a \"slope\"",
                {"forecast"});
  }
  return parameters;
}

SpeedupForecast forecast_speedup(std::span<const StudentTrial> students,
                                 const ForecastParameters& parameters) {
  const double base = std::log(students.back().speedup);
  const double away = base - std::log(students[students.size() - 2].speedup) - parameters.middle;
  const double centre = base + parameters.mean + parameters.slope * away;
  double leverage = 1 + 1 / static_cast<double>(parameters.tasks);
  if (parameters.squares > 0) leverage += away * away / parameters.squares;
  const double half = parameters.quantile * parameters.deviation * std::sqrt(leverage);
  return {.tasks = parameters.tasks,
          .low = std::exp(centre - half),
          .middle = std::exp(centre),
          .high = std::exp(centre + half)};
}

}  // namespace tango::recipe
