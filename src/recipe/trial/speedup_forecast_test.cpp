#include "recipe/trial/speedup_forecast.h"

#include <cmath>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

constexpr const char* kFitted = R"({"tasks": 6, "mean": 1.0, "middle": 0.5, "slope": 2.0,
                                    "squares": 0.4, "deviation": 0.1, "quantile": 1.5332})";

using SpeedupForecastTest = base::TemporaryDirectoryTest;

TEST_F(SpeedupForecastTest, IsOnTheLineWithStudentsInterval) {
  const ForecastParameters parameters = read_forecast_parameters(file("fitted.json", kFitted));
  EXPECT_EQ(parameters.tasks, 6);
  const double half = 2;
  const double all = half * std::exp(0.7);
  const std::vector<StudentTrial> students{{.speedup = 1.5}, {.speedup = half}, {.speedup = all}};
  const SpeedupForecast found = forecast_speedup(students, parameters);
  EXPECT_NEAR(found.middle, all * std::exp(1 + 2 * 0.2), 1e-9);
  const double width = 1.5332 * 0.1 * std::sqrt(1 + 1.0 / 6 + 0.2 * 0.2 / 0.4);
  EXPECT_NEAR(found.low, found.middle * std::exp(-width), 1e-9);
  EXPECT_NEAR(found.high, found.middle * std::exp(width), 1e-9);
}

TEST_F(SpeedupForecastTest, WithoutASlopeTheDoublingSaysNothing) {
  const ForecastParameters parameters{
      .tasks = 4, .mean = 0.5, .deviation = 0.2, .quantile = 1.6377};
  for (const double half : {1.0, 1.9}) {
    const std::vector<StudentTrial> students{{.speedup = half}, {.speedup = 2}};
    EXPECT_NEAR(forecast_speedup(students, parameters).middle, 2 * std::exp(0.5), 1e-9);
  }
}

TEST_F(SpeedupForecastTest, OtherFilesAreRefused) {
  for (
      const char* wrong :
      {R"({"tasks": 1, "mean": 1, "middle": 0, "slope": 0, "squares": 0, "deviation": 1, "quantile": 1})",
       R"({"tasks": 6, "mean": 1, "middle": 0, "slope": 2, "squares": 0, "deviation": 1, "quantile": 1})",
       R"({"tasks": 6, "mean": 1, "middle": 0, "slope": 0, "squares": 0, "deviation": -1, "quantile": 1})"}) {
    base::expect_error(ErrorCode::kInvalidInput, {"wrong.json", "trial_forecast.py"},
                       [&] { (void)read_forecast_parameters(file("wrong.json", wrong)); });
  }
  EXPECT_THROW((void)read_forecast_parameters(file("empty.json", "{}")), Error);
}

}  // namespace
}  // namespace tango::recipe
