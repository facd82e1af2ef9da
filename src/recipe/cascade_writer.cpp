#include "recipe/cascade_writer.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "recipe/model_card.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

base::Json model_json(const ScoredModel& model, const Results& results, double large) {
  std::vector<std::string> seeds;
  for (const SeedResult& one : results.find(model.name).seeds) seeds.push_back(one.seed);
  base::Json json = seed_scores_json(seeds, model.scores, model.taken, large);
  const base::Json& facts = results.find(model.name).facts;
  if (!facts.is_null()) json.update(facts);
  return json;
}

class Writer {
 public:
  Writer(const Recipe& recipe, const Results& results, const Scores& scores,
         const fs::path& directory)
      : recipe_(recipe), results_(results), scores_(scores), directory_(directory) {}

  void write_all(const std::vector<PlannedCascade>& cascades) const {
    fs::create_directories(directory_);
    std::set<std::string> used;
    for (const PlannedCascade& one : cascades) {
      used.insert(one.plan.tiers.begin(), one.plan.tiers.end());
    }
    if (!results_.copies_large) used.erase("large");
    for (const std::string& name : used) copy_model(name);
    for (const fs::path& exits : results_.exits) {
      fs::copy(exits, directory_ / exits.filename(), fs::copy_options::recursive);
    }
    base::Json report{{"keep", recipe_.keep},
                      {"keep_of", recipe_.keeps_answers ? "answers" : "score"},
                      {"per_class", recipe_.per_class},
                      {"metric", to_string(results_.metric)},
                      {"labelled", scores_.labelled()},
                      {"texts", scores_.models.back().answers.confidences.size()}};
    const double large = scores_.find("large").mean();
    for (const ScoredModel& model : scores_.models) {
      base::Json& json = report["models"][model.name];
      json = model_json(model, results_, large);
      if (model.name != "large") {
        json["deferred"] = deferral_rate(recipe_, scores_, results_.metric, model.name);
      }
    }
    for (const PlannedCascade& one : cascades) {
      const bool first = &one == &cascades.front();
      write_cascade(one, first ? directory_ : directory_ / one.plan.name, first ? "" : "../");
      report["cascades"][one.plan.name] = json_of(one);
    }
    base::write_file(directory_ / "scores.json", report.dump(2) + "\n");
  }

 private:
  void copy_model(const std::string& name) const {
    const ScoredModel& scored = scores_.find(name);
    const SeedResult& taken = results_.find(name).seeds[scored.taken];
    fs::copy(taken.directory, directory_ / name, fs::copy_options::recursive);
    base::write_file(directory_ / name / "README.md",
                     model_card({.recipe = recipe_,
                                 .name = name,
                                 .command = taken.command,
                                 .metric = std::string(to_string(results_.metric)),
                                 .texts = scored.answers.confidences.size(),
                                 .labelled = scores_.labelled(),
                                 .scores = scored.scores,
                                 .large_score = scores_.find("large").mean()}));
  }

  void write_cascade(const PlannedCascade& cascade, const fs::path& directory,
                     const std::string& prefix) const {
    base::Json json{
        {"version", "1.0"}, {"confidence", "max_probability"}, {"tiers", base::Json::array()}};
    if (!scores_.labels.empty()) json["labels"] = scores_.labels;
    const auto& names = cascade.plan.tiers;
    for (std::size_t t = 0; t < names.size(); ++t) {
      if (names[t] == "large" && results_.asks) {
        json["tiers"].push_back({{"endpoint", {{"protocol", "ask"}, {"labels", scores_.labels}}}});
        continue;
      }
      const bool elsewhere = names[t] == "large" && !results_.copies_large;
      base::Json tier{
          {"model", elsewhere
                        ? fs::absolute(results_.find("large").seeds.front().directory).string()
                        : prefix + names[t]},
          {"precision", recipe_.precision}};
      if (t + 1 < names.size())
        tier["threshold"] = to_json(cascade.choice.thresholds[t], scores_.labels);
      json["tiers"].push_back(std::move(tier));
    }
    fs::create_directories(directory);
    base::write_file(directory / "cascade.json", json.dump(2) + "\n");
  }

  [[nodiscard]] base::Json json_of(const PlannedCascade& cascade) const {
    base::Json thresholds = base::Json::array();
    for (const cascade::Threshold& one : cascade.choice.thresholds) {
      thresholds.emplace_back(to_json(one, scores_.labels));
    }
    return {{"tiers", cascade.plan.tiers},   {"keep", recipe_.keep},
            {"thresholds", thresholds},      {"answered", cascade.choice.answered},
            {"score", cascade.choice.score}, {"last_score", cascade.choice.last_score}};
  }

  const Recipe& recipe_;
  const Results& results_;
  const Scores& scores_;
  const fs::path& directory_;
};

}  // namespace

const TrainedModel& Results::find(const std::string& name) const {
  return *std::find_if(models.begin(), models.end(),
                       [&](const TrainedModel& model) { return model.name == name; });
}

void write_cascade_directory(const Recipe& recipe, const Results& results, const Scores& scores,
                             const std::vector<PlannedCascade>& cascades,
                             const fs::path& directory) {
  try {
    Writer(recipe, results, scores, directory).write_all(cascades);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

}  // namespace tango::recipe
