#include "cli/build_forecast.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/file_status.h"
#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "command/say.h"
#include "recipe/forecast.h"
#include "recipe/measure_speeds.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;

struct MeasuredPlan {
  recipe::OwnTexts own;
  std::string table;
};

MeasuredPlan measure_plan(const recipe::OwnTexts& own, const std::string& budget,
                          const fs::path& work) {
  const double seconds = budget.empty() ? 0 : recipe::parse_duration(budget);
  std::size_t labels = 0;
  if (own.answers.empty()) {
    labels = checkpoint::labels_of(checkpoint::open_checkpoint(own.teacher).config).names.size();
  }
  const recipe::MeasuredSpeeds speeds = recipe::measure_speeds(own, fs::path(work) += ".forecast");
  MeasuredPlan plan{.own = own, .table = ""};
  if (!budget.empty()) {
    plan.own = recipe::within(own, labels, speeds, seconds);
    const std::string size =
        own.answers.empty() ? fmt::format("--size {} ", plan.own.size) : std::string();
    plan.table = fmt::format("within {}: {}--student {}\n", budget, size, plan.own.student);
    if (const std::int64_t sources = recipe::sources_of(plan.own); sources < own.count) {
      plan.table += fmt::format("students learn from {} of your {} texts\n", sources, own.count);
    }
  }
  plan.table += recipe::table_of(recipe::forecast(plan.own, labels, speeds));
  return plan;
}

}  // namespace

std::string forecast_of(const recipe::OwnTexts& own, const std::string& budget,
                        const fs::path& work) {
  return measure_plan(own, budget, work).table;
}

recipe::OwnTexts fitted(const recipe::OwnTexts& own, const std::string& budget,
                        const fs::path& work, std::string& said, const std::string& measuring) {
  const fs::path file = work / "budget.json";
  base::Json asked{{"budget", budget},       {"teacher", own.teacher.string()},
                   {"texts", own.count},     {"size", own.size},
                   {"student", own.student}, {"has_minilm", own.has_minilm}};
  if (!own.read_as.empty()) asked["read_as"] = own.read_as;
  for (const fs::path& answers : own.answers) asked["answers"].push_back(answers.string());
  if (base::exists(file)) {
    const base::Json kept = base::read_json(file);
    if (kept.value("asked", base::Json()) == asked) {
      recipe::OwnTexts same = own;
      same.size = base::require_field<std::int64_t>(kept, "size", file.string());
      same.most_sources = base::require_field<std::int64_t>(kept, "most_sources", file.string());
      same.student = base::require_field<std::string>(kept, "student", file.string());
      return same;
    }
  }
  command::say("{}", measuring);
  MeasuredPlan plan = measure_plan(own, budget, work);
  said = plan.table;
  std::error_code failure;
  fs::create_directories(work, failure);
  if (failure) throw Error(ErrorCode::kIo, work.string() + ": " + failure.message());
  const base::Json chosen{{"asked", asked},
                          {"size", plan.own.size},
                          {"most_sources", plan.own.most_sources},
                          {"student", plan.own.student}};
  base::write_file(file, chosen.dump(2) + "\n");
  return plan.own;
}

}  // namespace tango::cli
