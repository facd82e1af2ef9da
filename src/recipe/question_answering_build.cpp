#include "recipe/build_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "cascade/pipeline.h"
#include "checkpoint/checkpoint.h"
#include "evaluate/question_answers.h"
#include "reading/squad.h"
#include "recipe/build_steps.h"
#include "recipe/cascade_writer.h"
#include "recipe/planned_cascades.h"

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

/// A reader's answers to the questions that thresholds are chosen on, in a file of their own.
void write_answers(const fs::path& model, const std::string& precision,
                   const std::vector<reading::Question>& questions, const fs::path& output) {
  const cascade::Cascade reader = cascade::Cascade::load_model(
      model, {.precision = cascade::parse_precision(precision), .samples = {}, .on_choice = {}});
  std::vector<cascade::Request> requests;
  requests.reserve(questions.size());
  for (const reading::Question& one : questions) requests.push_back(evaluate::request_of(one));
  base::Json json{{"confidences", base::Json::array()}, {"f1", base::Json::array()}};
  const std::vector<cascade::Answer> answers = cascade::classify(reader, std::move(requests));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    json["confidences"].push_back(answers[i].confidence);
    json["f1"].push_back(evaluate::score_answer(answers[i], questions[i].answers).f1);
  }
  base::write_file(output, json.dump() + "\n");
}

class ReaderBuild {
 public:
  ReaderBuild(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe),
        steps_(recipe, options),
        flags_{"--task", "squad", "--data", options.places.data.string()},
        data_(options.places.data / "squad"),
        dev_(reading::find_squad(options.places.data, "dev")),
        questions_(reading::only(reading::read_squad(dev_), reading::Articles::kEven)) {}

  void run() {
    steps_.fetch_bases();
    const BuildSteps::Large large = steps_.make_large(flags_, {data_});
    for (const Student& student : recipe_.students) distil(student, large.directory);
    add({.name = "large",
         .seeds =
             {{.seed = "", .directory = large.directory, .answers = {}, .command = large.command}},
         .facts = {}},
        {best_f1(large.directory)}, 0);
    results_.metric = task::Metric::kF1;
    const std::vector<PlannedCascade> cascades = plan_cascades(recipe_, scores_, results_.metric);
    std::string what = fmt::format("readers, keep {} {}", recipe_.keep, recipe_.licence);
    for (const PlannedCascade& one : cascades) {
      what += fmt::format("; {}: {}", one.plan.name, fmt::join(one.plan.tiers, " "));
    }
    steps_.hand_over(what, inputs_, [&](const fs::path& draft) {
      write_cascade_directory(recipe_, results_, scores_, cascades, draft);
    });
  }

 private:
  /// A model with the F1 of each seed, whose directories are to be handed over.
  void add(TrainedModel model, std::vector<double> scores, std::size_t taken) {
    const fs::path directory = model.seeds[taken].directory;
    const fs::path output = steps_.in_work("answers/" + model.name + ".json");
    steps_.stages().run(
        {"answers/" + model.name, recipe_.precision, {directory, dev_}, output, [&] {
           fs::create_directories(output.parent_path());
           write_answers(directory, recipe_.precision, questions_, output);
         }});
    const base::Json answers = base::read_json(output);
    scores_.models.push_back(
        {.name = model.name,
         .scores = std::move(scores),
         .taken = taken,
         .answers = {
             .labels = {}, .confidences = answers.at("confidences"), .credits = answers.at("f1")}});
    inputs_.insert(inputs_.end(), {directory, output});
    results_.models.push_back(std::move(model));
  }

  void distil(const Student& student, const fs::path& large) {
    TrainedModel reader{.name = student.name, .seeds = {}, .facts = {}};
    std::vector<double> scores;
    std::size_t taken = 0;
    const std::string base = value_of(student.distill, "--student").value_or("");
    for (const std::int64_t seed : student.seeds) {
      const std::string name = fmt::format("{}-{}", student.name, seed);
      Arguments arguments{"distill"};
      append(arguments, flags_);
      append(arguments, student.distill);
      append(arguments, {"--teacher", large.string(), "--seed", std::to_string(seed)});
      const fs::path model = steps_.in_work("models/" + name);
      const std::string command = steps_.run_verb(
          "models/" + name, arguments, {data_, large, checkpoint::find_model(base)}, model);
      scores.push_back(best_f1(model));
      if (scores.back() > scores[taken]) taken = scores.size() - 1;
      reader.seeds.push_back(
          {.seed = std::to_string(seed), .directory = model, .answers = {}, .command = command});
    }
    if (value_of(student.distill, "--length-drop")) {
      fs::path& directory = reader.seeds[taken].directory;
      directory = shortened(student.name, directory);
      reader.facts = {{"lengths", base::read_json(directory / "lengths.json")}};
    }
    add(std::move(reader), std::move(scores), taken);
  }

  fs::path shortened(const std::string& name, const fs::path& model) {
    Arguments arguments{"lengths",     "--model",    model.string(), "--questions",
                        dev_.string(), "--articles", "even"};
    append(arguments, recipe_.lengths);
    fs::path output = steps_.in_work("models/" + name + "-shortened");
    (void)steps_.run_verb("lengths/" + name, arguments, {model, dev_}, output);
    return output;
  }

  const Recipe& recipe_;
  BuildSteps steps_;
  Arguments flags_;
  fs::path data_;  ///< The task's files.
  fs::path dev_;
  std::vector<reading::Question> questions_;  ///< That everything is chosen on.
  Results results_;
  Scores scores_;
  std::vector<fs::path> inputs_;  ///< Of what is handed over.
};

}  // namespace

void build_reader(const Recipe& recipe, const BuildOptions& options) {
  ReaderBuild(recipe, options).run();
}

}  // namespace tango::recipe
