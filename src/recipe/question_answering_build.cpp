#include "recipe/question_answering_build.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "evaluate/question_answers.h"
#include "reading/squad.h"
#include "recipe/build_run.h"
#include "recipe/cascade_writer.h"
#include "recipe/planned_cascades.h"
#include "recipe/stage_planner.h"
#include "recipe/texts_to_certify.h"
#include "service/pipeline.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// The best F1 in a training log.
double best_f1(const fs::path& model) {
  const base::MappedFile log(model / "training.jsonl");
  double best = 0;
  std::string_view rest = log.text();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    best = std::max(best, base::Json::parse(rest.substr(0, end)).value("f1", 0.0));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return best;
}

/// Writes a model's answers to the questions that thresholds are chosen on: a confidence and an F1
/// per question.
void write_answers(const fs::path& model, const std::string& precision,
                   const std::vector<reading::Question>& questions, const fs::path& output) {
  const cascade::Cascade alone = cascade::Cascade::load_model(
      model, {.precision = cascade::parse_precision(precision), .samples = {}});
  std::vector<cascade::Request> requests;
  requests.reserve(questions.size());
  for (const reading::Question& one : questions) requests.push_back(evaluate::request_of(one));
  base::Json json{{"confidences", base::Json::array()}, {"f1", base::Json::array()}};
  const std::vector<cascade::Answer> answers = service::classify(alone, std::move(requests));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    json["confidences"].push_back(answers[i].confidence);
    json["f1"].push_back(evaluate::score_answer(answers[i], questions[i].answers).f1);
  }
  base::write_file(output, json.dump() + "\n");
}

class QuestionAnsweringBuild {
 public:
  QuestionAnsweringBuild(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe),
        options_(options),
        planner_(recipe, options),
        flags_{"--task", "squad", "--data", options.places.data.string()},
        data_(options.places.data / "squad"),
        dev_(reading::find_squad(options.places.data, "dev")),
        large_(planner_.large()),
        questions_(reading::only(reading::read_squad(dev_), reading::Articles::kEven)) {}

  void build() {
    std::vector<StageGroup> planned(1);
    std::string command_of_large;
    if (recipe_.teacher.empty()) {
      planned.front().stages = {planner_.make_large(flags_, {data_})};
      command_of_large = planned.front().stages.front().what;
    }
    for (const Student& student : recipe_.students) {
      StageGroup& group = planned.emplace_back();
      for (const std::int64_t seed : student.seeds) {
        group.stages.push_back(distilling(student, seed));
      }
    }
    std::vector<StageGroup> checked = planned;
    for (const Student& student : recipe_.students) {
      if (!is_shortened(student)) continue;
      // Of whichever seed: their flags are the same.
      checked.push_back({.stages = {shortening(student.name, planner_.in_work("models"))}});
    }
    BuildRun run(recipe_, options_, checked);
    run.run(planned.front());
    for (std::size_t i = 0; i < recipe_.students.size(); ++i) {
      run.run(planned[i + 1]);
      add_student(run, recipe_.students[i], planned[i + 1].stages);
    }
    add(run,
        {.name = "large",
         .seeds = {{.seed = "", .directory = large_, .answers = {}, .command = command_of_large}},
         .facts = {}},
        {best_f1(large_)}, 0);
    hand_over(run);
  }

 private:
  [[nodiscard]] Stage distilling(const Student& student, std::int64_t seed) const {
    const std::string name = fmt::format("models/{}-{}", student.name, seed);
    StageInputs inputs{data_, large_};
    inputs.add_model(value_of(student.distill, "--student").value_or(""));
    Arguments arguments{"distill"};
    append(arguments, flags_);
    append(arguments, student.distill);
    append(arguments, {"--teacher", large_.string(), "--seed", std::to_string(seed)});
    return planner_.verb({.name = name,
                          .inputs = inputs,
                          .output = planner_.in_work(name),
                          .command = arguments,
                          .table = table_name("student", student.name)});
  }

  [[nodiscard]] static bool is_shortened(const Student& student) {
    return value_of(student.distill, "--length-drop").has_value();
  }

  [[nodiscard]] Stage shortening(const std::string& name, const fs::path& model) const {
    Arguments arguments{"lengths",     "--model",    model.string(), "--questions",
                        dev_.string(), "--articles", "even"};
    append(arguments, recipe_.lengths);
    return planner_.verb({.name = "lengths/" + name,
                          .inputs = {model, dev_},
                          .output = planner_.in_work("models/" + name + "-shortened"),
                          .command = arguments,
                          .table = table_name("lengths")});
  }

  void add_student(BuildRun& run, const Student& student, const std::vector<Stage>& distilled) {
    TrainedModel model{.name = student.name, .seeds = {}, .facts = {}};
    std::vector<double> scores;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < distilled.size(); ++i) {
      scores.push_back(best_f1(distilled[i].output));
      if (scores[i] > scores[taken]) taken = i;
      model.seeds.push_back({.seed = std::to_string(student.seeds[i]),
                             .directory = distilled[i].output,
                             .answers = {},
                             .command = distilled[i].what});
    }
    if (is_shortened(student)) {
      fs::path& directory = model.seeds[taken].directory;
      const Stage stage = shortening(student.name, directory);
      run.run(stage);
      directory = stage.output;
      model.facts = {{"lengths", base::read_json(directory / "lengths.json")}};
    }
    add(run, std::move(model), std::move(scores), taken);
  }

  /// A model with the F1 of each seed; the taken one's directory is to be handed over.
  void add(BuildRun& run, TrainedModel model, std::vector<double> scores, std::size_t taken) {
    const fs::path directory = model.seeds[taken].directory;
    const fs::path output = planner_.in_work("answers/" + model.name + ".json");
    run.run(Stage{.name = "answers/" + model.name,
                  .what = recipe_.precision,
                  .inputs = {directory, dev_},
                  .output = output,
                  .run = [&] { write_answers(directory, recipe_.precision, questions_, output); }});
    const base::Json answers = base::read_json(output);
    scores_.models.push_back(
        {.name = model.name,
         .scores = std::move(scores),
         .taken = taken,
         .answers = {
             .labels = {}, .confidences = answers.at("confidences"), .credits = answers.at("f1")}});
    inputs_.add(directory);
    inputs_.add(output);
    results_.models.push_back(std::move(model));
  }

  void hand_over(BuildRun& run) {
    results_.metric = task::Metric::kF1;
    const std::vector<PlannedCascade> cascades = plan_cascades(recipe_, scores_, results_.metric);
    // The first word is part of the stage's record: another one would make old builds run anew.
    std::string what = fmt::format("readers, keep {} {}", recipe_.keep, recipe_.licence);
    for (const PlannedCascade& one : cascades) {
      what += fmt::format("; {}: {}", one.plan.name, fmt::join(one.plan.tiers, " "));
    }
    run.hand_over(what, inputs_, [&](const fs::path& draft) {
      write_cascade_directory(recipe_, results_, scores_, cascades, draft);
    });
    if (options_.observer.on_uncertified) {
      options_.observer.on_uncertified(cascades.front().plan.name,
                                       uncertified_in_words(recipe_, 0));
    }
  }

  const Recipe& recipe_;
  const BuildOptions& options_;
  StagePlanner planner_;
  Arguments flags_;
  fs::path data_;  ///< The task's files.
  fs::path dev_;
  fs::path large_;
  std::vector<reading::Question> questions_;  ///< That everything is chosen on.
  Results results_;
  Scores scores_;
  StageInputs inputs_;  ///< Of what is handed over.
};

}  // namespace

void build_question_answering(const Recipe& recipe, const BuildOptions& options) {
  QuestionAnsweringBuild(recipe, options).build();
}

}  // namespace tango::recipe
