// What tango build should make of a teacher, from what a trial of it showed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "recipe/trial/student_trial.h"

namespace tango::recipe {

/// Of a line that scripts/trial_forecast.py fitted to other tasks, of which both the trial and the
/// built cascade were measured: log(built / trial) by log(trial / trial on half of the texts).
struct ForecastParameters {
  std::int64_t tasks = 0;
  double mean = 0;       ///< Of log(built / trial).
  double middle = 0;     ///< Of log(trial / half): where the line is at `mean`.
  double slope = 0;      ///< 0 where the doubling said nothing.
  double squares = 0;    ///< Of the tasks' distances from `middle`; 0 without a slope.
  double deviation = 0;  ///< Of the tasks from the line.
  double quantile = 0;   ///< Of Student's t at 0.9, with as many degrees of freedom as are left.
};

/// Of the built cascade over its teacher; the interval holds it in 80 % of the cases.
struct SpeedupForecast {
  std::int64_t tasks = 0;
  double low = 0, middle = 0, high = 0;
};

/// Throws kNotFound, kInvalidInput.
[[nodiscard]] ForecastParameters read_forecast_parameters(const std::filesystem::path& file);

/// `students`: two or more, by texts that were learnt from, each twice as many as the last.
[[nodiscard]] SpeedupForecast forecast_speedup(std::span<const StudentTrial> students,
                                               const ForecastParameters& parameters);

}  // namespace tango::recipe
