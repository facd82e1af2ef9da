#include "recipe/build.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "cascade/cascade.h"
#include "checkpoint/logits_file.h"
#include "command/exit_status.h"
#include "recipe/build_run.h"
#include "recipe/calibration_texts.h"
#include "recipe/cascade_writer.h"
#include "recipe/child_process.h"
#include "recipe/class_shares.h"
#include "recipe/classifier_plan.h"
#include "recipe/made_texts.h"
#include "recipe/model_paths.h"
#include "recipe/named_files.h"
#include "recipe/planned_cascades.h"
#include "recipe/question_answering_build.h"
#include "recipe/scored_models.h"
#include "recipe/stage_planner.h"
#include "recipe/suspects.h"
#include "recipe/teacher_check.h"
#include "recipe/texts_to_certify.h"
#include "task/record_reader.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// What nothing can measure: students are so much faster that the share to be asked decides.
constexpr double kAskedPerSecond = 1;

PlannedCascade cheapest(const std::vector<PlannedCascade>& cascades, const ClassifierPlan& plan,
                        const BuildObserver& observer) {
  std::map<std::string, double> texts_per_s;
  if (plan.results.asks) texts_per_s["large"] = kAskedPerSecond;
  for (const auto& [model, report] : plan.speeds) {
    texts_per_s[model] =
        base::require_field<double>(base::read_json(report), "texts_per_s", report.string());
  }
  if (observer.on_costs) {
    observer.on_costs(plan.results.asks ? asked_table(cascades)
                                        : cost_table(cascades, texts_per_s));
  }
  return *std::min_element(cascades.begin(), cascades.end(),
                           [&](const PlannedCascade& left, const PlannedCascade& right) {
                             return relative_cost(left, texts_per_s) <
                                    relative_cost(right, texts_per_s);
                           });
}

/// The last word on a cascade's thresholds: `tango calibrate`'s, if it can promise anything.
void certify_thresholds(const Recipe& recipe, const BuildOptions& options, const std::string& name,
                        const fs::path& directory, const fs::path& texts, std::int64_t left,
                        bool asks) {
  Arguments arguments{"calibrate",
                      "--cascade",
                      directory.string(),
                      "--texts",
                      texts.string(),
                      "--keep",
                      fmt::format("{}", recipe.keep)};
  if (recipe.per_class) arguments.emplace_back("--per-class");
  if (asks) append(arguments, {"--reference", texts.string()});
  if (options.quiet) arguments.emplace_back("--quiet");
  const int status = run_self(arguments);
  if (status != command::exit_status(ErrorCode::kInvalidInput)) {
    require_success("calibrate", status);
  } else if (options.observer.on_uncertified) {
    options.observer.on_uncertified(name, uncertified_in_words(recipe, left));
  }
}

std::int64_t count_texts(const fs::path& table) {
  const auto reader = task::open_record_reader(table, {});
  std::int64_t count = 0;
  for (task::Record record; reader->next(record);) ++count;
  return count;
}

void build_classifier(const Recipe& recipe, const BuildOptions& options) {
  const ClassifierPlan plan = plan_classifier(recipe, options);
  BuildRun run(recipe, options, plan.stages);
  std::size_t done = 0;
  for (const StageGroup& group : plan.stages) {
    run.run(group);
    if (++done == plan.shares_after && options.observer.on_shares) {
      options.observer.on_shares(
          shares_in_words(count_classes(checkpoint::read_logits(plan.shares)), plan.results.asks));
    }
    if (done == plan.made_texts.after && options.observer.on_made_texts) {
      options.observer.on_made_texts(
          made_texts_in_words(checkpoint::read_logits(plan.made_texts.teacher),
                              checkpoint::read_logits(plan.made_texts.with),
                              checkpoint::read_logits(plan.made_texts.without)));
    }
  }

  const Results& results = plan.results;
  const std::int64_t left = plan.certifying.empty() ? 0 : count_texts(plan.certifying);
  const std::int64_t fewest = fewest_certifying_texts(recipe.keep);
  const bool certifies = fewest > 0 && left >= fewest;
  const Scores scores = score_models(results);
  std::vector<PlannedCascade> cascades = plan_cascades(recipe, scores, results.metric);
  if (recipe.cheapest_only) cascades = {cheapest(cascades, plan, options.observer)};
  StageInputs inputs;
  for (const fs::path& exits : results.exits) inputs.add(exits);
  for (const TrainedModel& model : results.models) {
    for (const SeedResult& one : model.seeds) {
      if (!one.directory.empty()) inputs.add(one.directory);
      inputs.add(one.answers);
    }
  }
  std::string what = fmt::format("keep {} {} {}", recipe.keep,
                                 recipe.keeps_answers ? "answers" : "score", recipe.licence);
  if (recipe.per_class) what += "; a threshold per class";
  for (const PlannedCascade& one : cascades) {
    what += fmt::format("; {}: {}", one.plan.name, fmt::join(one.plan.tiers, " "));
  }
  if (!plan.suspects.empty()) inputs.add(plan.suspects);
  if (certifies) {
    what += "; certified";
    inputs.add(plan.certifying);
  }
  run.hand_over(what, inputs, [&](const fs::path& draft) {
    write_cascade_directory(recipe, results, scores, cascades, draft);
    if (!plan.suspects.empty()) fs::copy_file(plan.suspects, draft / kSuspects);
    for (const PlannedCascade& one : cascades) {
      const bool is_first = &one == &cascades.front();
      const fs::path directory = is_first ? draft : draft / one.plan.name;
      if (certifies && one.plan.tiers.size() > 1) {  // else it has no threshold
        certify_thresholds(recipe, options, one.plan.name, directory, plan.certifying, left,
                           results.asks);
      } else {
        (void)cascade::Cascade::load(directory);  // what can't be loaded is not handed over
      }
      make_names_portable(directory, is_first ? options.output : options.output / one.plan.name,
                          options.places.models);
    }
  });
  if (!certifies && options.observer.on_uncertified) {
    options.observer.on_uncertified(cascades.front().plan.name, uncertified_in_words(recipe, left));
  }
}

}  // namespace

void build(const Recipe& recipe, const BuildOptions& options) {
  require_named_files(recipe);
  if (!recipe.teacher.empty() && !is_question_answering(recipe)) check_teacher(recipe.teacher);
  if (is_question_answering(recipe)) {
    build_question_answering(recipe, options);
  } else {
    build_classifier(recipe, options);
  }
}

}  // namespace tango::recipe
