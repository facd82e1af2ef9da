#include "recipe/build.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "recipe/build_reader.h"
#include "recipe/build_steps.h"
#include "recipe/calibration_texts.h"
#include "recipe/cascade_writer.h"
#include "recipe/child_process.h"
#include "recipe/planned_cascades.h"
#include "recipe/scored_models.h"
#include "task/task_preset.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

class ClassifierBuild {
 public:
  ClassifierBuild(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe), options_(options), steps_(recipe, options) {
    if (!recipe_.task.empty()) {
      task_ = &task::find_task(recipe_.task);
      task_flags_ = {"--task", recipe_.task, "--data", options_.places.data.string()};
      source_ = recipe_.texts.empty() ? task::find_split(options_.places.data, *task_, "train")
                                      : recipe_.texts;
      dev_ =
          recipe_.dev.empty() ? task::find_split(options_.places.data, *task_, "dev") : recipe_.dev;
      reading_.columns = task_->columns;
      reading_.columns.want_label = false;
      reading_.columns.label.reset();
    } else {
      source_ = recipe_.texts;
    }
  }

  void run() {
    steps_.fetch_bases();
    train_flags_ = task_flags_;
    append(train_flags_, dev_flags());
    large_ = steps_.make_large(train_flags_, inputs_of(recipe_.train));
    set_calibration_texts_aside();
    for (const TransferSet& set : recipe_.transfer) make_transfer_set(set);
    Results results;
    for (const ExitPlan& plan : recipe_.exits) results.exits.push_back(make_exits(plan));
    for (const Student& student : recipe_.students) {
      results.models.push_back({.name = student.name, .seeds = distil(student), .facts = {}});
    }
    for (const FineTuned& model : recipe_.fine_tuned) {
      results.models.push_back({.name = model.name, .seeds = {fine_tune(model)}, .facts = {}});
    }
    results.models.push_back({.name = "large",
                              .seeds = {answered("large", large_.directory, "", large_.command)},
                              .facts = {}});
    hand_over(results);
  }

 private:
  /// What a stage reads beside its flags: the task's files, or the user's texts, and every flag's
  /// value that is a file.
  [[nodiscard]] std::vector<fs::path> inputs_of(const Arguments& arguments) const {
    std::vector<fs::path> inputs{source_};
    if (task_ != nullptr) inputs.push_back(options_.places.data / recipe_.task);
    if (!dev_.empty()) inputs.push_back(dev_);
    for (const std::string& value : arguments) {
      if (fs::is_regular_file(value)) inputs.emplace_back(value);
    }
    return inputs;
  }

  [[nodiscard]] Arguments dev_flags() const {
    return recipe_.dev.empty() ? Arguments{} : Arguments{"--dev", recipe_.dev.string()};
  }

  void set_calibration_texts_aside() {
    steps_.stages().run(
        {"calibration",
         fmt::format("{} texts, seed {}", recipe_.calibration_texts, recipe_.calibration_seed),
         {source_},
         calibration(),
         [this] {
           draw_calibration_texts(source_, reading_, recipe_.calibration_texts,
                                  recipe_.calibration_seed, calibration());
         }});
  }
  [[nodiscard]] fs::path calibration() const { return steps_.in_work("calibration.tsv"); }

  [[nodiscard]] fs::path texts_of(const std::string& set) const {
    return steps_.in_work("transfer/" + set + ".tsv");
  }
  [[nodiscard]] fs::path logits_of(const std::string& set) const {
    return steps_.in_work("logits/" + set + ".safetensors");
  }

  fs::path make_language_model() {
    fs::path model = steps_.in_work("models/language-model");
    Arguments arguments{"language-model"};
    append(arguments, task_flags_);
    if (!recipe_.texts.empty() && !value_of(recipe_.language_model, "--train")) {
      arguments.insert(arguments.end(), {"--train", source_.string()});
    }
    append(arguments, recipe_.language_model);
    (void)steps_.run_verb("language-model", arguments, inputs_of(recipe_.language_model), model);
    return model;
  }

  void make_transfer_set(const TransferSet& set) {
    Arguments arguments{"augment"};
    append(arguments, task_flags_);
    if (!recipe_.texts.empty() && !value_of(set.augment, "--texts") &&
        value_of(set.augment, "--preset") != "lm") {
      arguments.insert(arguments.end(), {"--texts", source_.string()});
    }
    append(arguments, set.augment);
    arguments.insert(arguments.end(), {"--exclude", calibration().string()});
    std::vector<fs::path> inputs = inputs_of(set.augment);
    if (value_of(set.augment, "--preset") == "lm" && !value_of(set.augment, "--language-model")) {
      const fs::path model = make_language_model();
      arguments.insert(arguments.end(), {"--language-model", model.string()});
      inputs.push_back(model);
    }
    inputs.push_back(calibration());
    (void)steps_.run_verb("transfer/" + set.name, arguments, inputs, texts_of(set.name));
    label("logits/" + set.name, large_.directory, {texts_of(set.name).string()}, texts_of(set.name),
          logits_of(set.name));
  }

  void label(const std::string& stage, const fs::path& model, const Arguments& texts,
             const fs::path& file, const fs::path& output) {
    Arguments arguments{"label", "--model", model.string(), "--precision", recipe_.precision};
    append(arguments, texts);
    (void)steps_.run_verb(stage, arguments, {model, file}, output);
  }

  /// Every seed; those that train on one thread, as BiLSTMs do: as many at once as there are CPUs.
  std::vector<SeedResult> distil(const Student& student) {
    const bool on_one_thread = value_of(student.distill, "--student") == "bilstm" ||
                               value_of(student.distill, "--threads") == "1";
    const int at_once = on_one_thread ? base::usable_cpus() : 1;
    std::vector<Stage> stages;
    for (const std::int64_t seed : student.seeds) {
      stages.push_back(distilling(student, seed, at_once > 1 && !stages.empty()));
    }
    steps_.stages().run(stages, static_cast<std::size_t>(at_once));
    std::vector<SeedResult> results;
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const fs::path& model = stages[i].output;
      results.push_back(answered(model.filename().string(), model, std::to_string(student.seeds[i]),
                                 stages[i].what));
    }
    return results;
  }

  [[nodiscard]] Stage distilling(const Student& student, std::int64_t seed, bool quiet) const {
    const std::string name = fmt::format("{}-{}", student.name, seed);
    Arguments arguments{"distill"};
    std::vector<fs::path> inputs = inputs_of(student.distill);
    for (const std::string& set : student.transfer) {
      arguments.insert(arguments.end(), {"--train", texts_of(set).string()});
      inputs.push_back(texts_of(set));
    }
    for (const std::string& set : student.transfer) {
      arguments.insert(arguments.end(), {"--logits", logits_of(set).string()});
      inputs.push_back(logits_of(set));
    }
    append(arguments, task_flags_);
    append(arguments, dev_flags());
    append(arguments, student.distill);
    if (value_of(student.distill, "--vectors") == "teacher") {
      arguments.insert(arguments.end(), {"--teacher", large_.directory.string()});
      inputs.push_back(large_.directory);
    }
    if (const auto base = value_of(student.distill, "--student"); base && *base != "bilstm") {
      inputs.push_back(checkpoint::find_model(*base));
    }
    arguments.insert(arguments.end(), {"--seed", std::to_string(seed)});
    return steps_.verb("models/" + name, arguments, inputs, steps_.in_work("models/" + name),
                       quiet);
  }

  SeedResult fine_tune(const FineTuned& model) {
    const std::string stage = "fine-tuned/" + model.name;
    const fs::path output = steps_.in_work(stage);
    const std::string command =
        steps_.train(stage, train_flags_, model.train, inputs_of(model.train), output);
    return answered(model.name, output, "", command);
  }

  /// The large model with off-ramps.
  fs::path make_exits(const ExitPlan& plan) {
    fs::path output = steps_.in_work("exits/" + plan.name);
    Arguments arguments{"exits", "--model", large_.directory.string()};
    std::vector<fs::path> inputs = inputs_of(plan.exits);
    inputs.push_back(large_.directory);
    append(arguments, task_flags_);
    append(arguments, dev_flags());
    for (const std::string& set : plan.transfer) {
      arguments.insert(arguments.end(), {"--train", texts_of(set).string()});
      inputs.push_back(texts_of(set));
    }
    append(arguments, plan.exits);
    (void)steps_.run_verb("exits/" + plan.name, arguments, inputs, output);
    return output;
  }

  /// A model's answers to the texts that thresholds are chosen on.
  SeedResult answered(const std::string& name, const fs::path& model, const std::string& seed,
                      const std::string& command) {
    const fs::path output = steps_.in_work("answers/" + name + ".safetensors");
    Arguments texts;
    fs::path file = calibration();
    if (task_ != nullptr) {
      file = dev_;
      const task::ColumnRequest& columns = task_->columns;
      if (!columns.names.empty()) {
        texts.insert(texts.end(), {"--columns", fmt::format("{}", fmt::join(columns.names, ","))});
      }
      if (columns.text) texts.insert(texts.end(), {"--text", *columns.text});
      if (columns.text_pair) texts.insert(texts.end(), {"--text-pair", *columns.text_pair});
    }
    texts.push_back(file.string());
    label("answers/" + name, model, texts, file, output);
    return {.seed = seed, .directory = model, .answers = output, .command = command};
  }

  /// A model's speed on the calibration texts.
  [[nodiscard]] double measured(const std::string& name, const fs::path& model) {
    const fs::path output = steps_.in_work("speed/" + name + ".json");
    const Arguments arguments{
        "bench",       "--model",         model.string(), "--input", calibration().string(),
        "--precision", recipe_.precision, "--json"};
    steps_.stages().run(
        {"speed/" + name, steps_.portable(arguments), {model, calibration()}, output, [&] {
           const fs::path draft = fs::path(output) += ".partial";
           require_success("speed/" + name, run_self(arguments, draft.string()));
           fs::rename(draft, output);
         }});
    return base::require_field<double>(base::read_json(output), "texts_per_s", output.string());
  }

  void hand_over(Results& results) {
    if (task_ != nullptr) {
      results.metric = task_->metric;
      results.dev = dev_;
      results.reading = reading_;
      results.reading.columns = task_->columns;
      results.task_labels = task_->labels;
    }
    results.copies_large = recipe_.teacher.empty();
    const Scores scores = score_models(results);
    std::vector<PlannedCascade> cascades = plan_cascades(recipe_, scores, results.metric);
    if (recipe_.cheapest_only) cascades = {cheapest(cascades, results)};

    std::vector<fs::path> inputs = results.exits;
    for (const TrainedModel& model : results.models) {
      for (const SeedResult& one : model.seeds) {
        inputs.insert(inputs.end(), {one.directory, one.answers});
      }
    }
    std::string what = fmt::format("keep {} {} {}", recipe_.keep,
                                   recipe_.keeps_answers ? "answers" : "score", recipe_.licence);
    for (const PlannedCascade& one : cascades) {
      what += fmt::format("; {}: {}", one.plan.name, fmt::join(one.plan.tiers, " "));
    }
    steps_.hand_over(what, inputs, [&](const fs::path& draft) {
      write_cascade_directory(recipe_, results, scores, cascades, draft);
    });
  }

  PlannedCascade cheapest(const std::vector<PlannedCascade>& cascades, const Results& results) {
    std::map<std::string, double> texts_per_s;
    for (const TrainedModel& model : results.models) {
      texts_per_s[model.name] = measured(model.name, model.seeds.front().directory);
    }
    if (!options_.quiet) fmt::print(stderr, "{}", cost_table(cascades, texts_per_s));
    return *std::min_element(cascades.begin(), cascades.end(),
                             [&](const PlannedCascade& left, const PlannedCascade& right) {
                               return relative_cost(left, texts_per_s) <
                                      relative_cost(right, texts_per_s);
                             });
  }

  const Recipe& recipe_;
  const BuildOptions& options_;
  BuildSteps steps_;
  const task::TaskPreset* task_ = nullptr;
  Arguments task_flags_;
  Arguments train_flags_;
  fs::path source_;  ///< The texts that everything starts from.
  fs::path dev_;     ///< With a task: the labelled texts to choose on.
  task::ReaderOptions reading_;
  BuildSteps::Large large_;
};

}  // namespace

void build(const Recipe& recipe, const BuildOptions& options) {
  if (is_reader(recipe)) {
    build_reader(recipe, options);
  } else {
    ClassifierBuild(recipe, options).run();
  }
}

}  // namespace tango::recipe
