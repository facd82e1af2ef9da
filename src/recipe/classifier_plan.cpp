#include "recipe/classifier_plan.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "base/cpu_count.h"
#include "recipe/calibration_texts.h"
#include "recipe/classifier_paths.h"
#include "recipe/classifier_stages.h"
#include "recipe/classifier_texts.h"
#include "recipe/copy_rows.h"
#include "recipe/given_answers.h"
#include "recipe/spent_texts.h"
#include "recipe/stage_planner.h"
#include "recipe/suspects.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

class ClassifierPlanner {
 public:
  ClassifierPlanner(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe),
        texts_(find_texts(recipe, options)),
        planner_(recipe, options),
        paths_{options.work, !recipe.answers.empty(), recipe.balances},
        large_(planner_.large()) {
    if (!recipe_.answers.empty()) {
      texts_.source = paths_.sound(kSoundTexts);
      large_ = recipe_.vectors_from;
      plan_.results.asks = true;
    }
    plan_.results.copies_large = recipe_.teacher.empty() && !plan_.results.asks;
    spent_ = spent_files(recipe, texts_, options.places.data);
    if (texts_.task == nullptr) {
      certifying_ =
          certifying_texts(recipe_.calibration_texts, recipe_.keep, recipe_.choosing_texts);
      return;
    }
    plan_.results.metric = texts_.task->metric;
    plan_.results.dev = texts_.dev;
    plan_.results.reading.columns = texts_.task->columns;
    plan_.results.task_labels = texts_.task->labels;
  }

  ClassifierPlan plan() && {
    if (plan_.results.asks) {
      add_given_answers();
      for (const Student& student : recipe_.students) add_student(student);
      add_model(
          "large",
          {{.seed = "", .directory = "", .answers = paths_.part(kChoosingAnswers), .command = ""}});
      add_speeds(plan_.results.models.size() - 1);
      return std::move(plan_);
    }
    std::string command_of_large;
    if (recipe_.teacher.empty()) {
      command_of_large =
          add(planner_.make_large(texts_.training_flags, texts_.inputs_of(recipe_.train)));
    }
    add(calibration_stage(recipe_, texts_.source, texts_.unlabelled, paths_.calibration()));
    if (texts_.task == nullptr) add_shares();
    if (certifying_ > 0) add_parts();
    // With a task, dev texts choose, and all calibration texts may certify.
    if (texts_.task != nullptr) add_unspent(paths_.calibration());
    if (recipe_.most_sources > 0) add_sources();
    for (const TransferSet& set : recipe_.transfer) add_transfer_set(set);
    for (const ExitPlan& plan : recipe_.exits) add_exits(plan);
    const SeedResult large = answered("large", large_, "", command_of_large);
    for (const Student& student : recipe_.students) {
      add_student(student);
      if (student.name == recipe_.sources_only) add_student_of_sources(student);
    }
    for (const FineTuned& model : recipe_.fine_tuned) add_fine_tuned(model);
    add_model("large", {large});
    if (recipe_.cheapest_only) add_speeds(plan_.results.models.size());
    return std::move(plan_);
  }

 private:
  /// Adds a file to read, as a flag and as an input.
  static void read(const char* flag, const fs::path& file, Arguments& arguments,
                   StageInputs& inputs) {
    append(arguments, {flag, file.string()});
    inputs.add(file);
  }

  /// Returns the command, in words.
  std::string add(Stage stage) {
    plan_.stages.push_back({.stages = {std::move(stage)}, .at_once = 1});
    return plan_.stages.back().stages.front().what;
  }

  void add_model(const std::string& name, std::vector<SeedResult> seeds) {
    plan_.results.models.push_back({.name = name, .seeds = std::move(seeds), .facts = {}});
  }

  /// Without a task: texts that choose models, as texts come, from which no student learns.
  [[nodiscard]] fs::path choosing() const {
    const bool are_divided = certifying_ > 0 || plan_.results.asks;
    return are_divided ? paths_.part(kChoosing) : paths_.calibration();
  }
  /// The texts are divided, and answers to learn from that look wrong are left out.
  void add_given_answers() {
    add(division_stage(recipe_, certifying_, planner_.in_work("calibration")));
    plan_.shares = paths_.part(kShares);
    plan_.shares_after = plan_.stages.size();
    if (certifying_ > 0) plan_.certifying = paths_.part(kCertifying);
    add_folds();
  }

  void add_folds() {
    const fs::path learning = paths_.part(kLearning);
    const fs::path folds = planner_.in_work("folds");
    add(folds_stage(learning, folds));
    StageGroup models{.stages = {}, .at_once = static_cast<std::size_t>(base::usable_cpus())};
    std::vector<fs::path> answers;
    for (int fold = 1; fold <= kFolds; ++fold) {
      const std::string name = fmt::format("models/fold-{}", fold);
      Arguments arguments{"distill"};
      StageInputs inputs;
      read("--train", folds / fmt::format("{}-learning.tsv", fold), arguments, inputs);
      read("--logits", folds / fmt::format("{}-learning.safetensors", fold), arguments, inputs);
      append(arguments, recipe_.fold_model);
      read_vectors(recipe_.fold_model, arguments, inputs);
      models.stages.push_back(planner_.verb(
          {.name = name, .inputs = inputs, .output = planner_.in_work(name), .command = arguments},
          fold > 1));
    }
    plan_.stages.push_back(models);
    for (int fold = 1; fold <= kFolds; ++fold) {
      const fs::path texts = folds / fmt::format("{}-texts.tsv", fold);
      const std::string name = fmt::format("answers/fold-{}", fold);
      answers.push_back(planner_.in_work(name + ".safetensors"));
      add_labels(name, models.stages[static_cast<std::size_t>(fold) - 1].output, {texts.string()},
                 texts, answers.back());
    }
    add(sound_stage(learning, answers, planner_.in_work("sound")));
    plan_.suspects = paths_.sound(kSuspects);
  }

  void read_vectors(const Arguments& flags, Arguments& arguments, StageInputs& inputs) const {
    if (value_of(flags, "--vectors") == "teacher") read("--teacher", large_, arguments, inputs);
  }

  /// What the large model answers to texts as they come.
  void add_shares() {
    plan_.shares = planner_.in_work("shares.safetensors");
    add_labels("shares", large_, {paths_.calibration().string()}, paths_.calibration(),
               plan_.shares);
    plan_.shares_after = plan_.stages.size();
  }

  void add_parts() {
    add(parts_stage(recipe_, paths_.calibration(), certifying_, planner_.in_work("calibration")));
    plan_.certifying = paths_.part(kCertifying);
    if (!spent_.empty()) add_unspent(plan_.certifying);
  }

  void add_unspent(const fs::path& calibration) {
    const fs::path output = planner_.in_work("certifying.tsv");
    add(unspent_stage(calibration, spent_, output));
    plan_.certifying = output;
  }

  /// Of more texts than there is time to learn from, some.
  void add_sources() {
    const fs::path output = planner_.in_work("sources.tsv");
    add(sources_stage(recipe_, texts_.source, texts_.unlabelled, output));
    texts_.source = output;
  }

  fs::path add_language_model() {
    fs::path model = planner_.in_work("models/language-model");
    if (std::exchange(has_language_model_, true)) return model;
    Arguments arguments{"language-model"};
    append(arguments, texts_.task_flags);
    if (!recipe_.texts.empty() && !value_of(recipe_.language_model, "--train")) {
      append(arguments, {"--train", texts_.source.string()});
    }
    append(arguments, recipe_.language_model);
    add(planner_.verb({.name = "language-model",
                       .inputs = texts_.inputs_of(recipe_.language_model),
                       .output = model,
                       .command = arguments,
                       .table = table_name("language-model")}));
    return model;
  }

  void add_transfer_set(const TransferSet& set) {
    const bool is_written = value_of(set.augment, "--preset") == "lm";
    Arguments arguments{"augment"};
    append(arguments, texts_.task_flags);
    if (!recipe_.texts.empty() && !value_of(set.augment, "--texts") && !is_written) {
      append(arguments, {"--texts", texts_.source.string()});
    }
    append(arguments, set.augment);
    append(arguments, {"--exclude", paths_.calibration().string()});
    StageInputs inputs = texts_.inputs_of(set.augment);
    if (is_written && !value_of(set.augment, "--language-model")) {
      read("--language-model", add_language_model(), arguments, inputs);
    }
    inputs.add(paths_.calibration());
    add(planner_.verb({.name = "transfer/" + set.name,
                       .inputs = inputs,
                       .output = paths_.made_texts(set.name),
                       .command = arguments,
                       .table = table_name("transfer", set.name)}));
    const fs::path texts = paths_.made_texts(set.name);
    const fs::path logits = paths_.made_logits(set.name);
    add_labels("logits/" + set.name, large_, {texts.string()}, texts, logits);
    if (recipe_.balances) {
      add(balance_stage("balanced/" + set.name, texts, logits, paths_.balanced(set.name)));
    }
  }

  void add_labels(const std::string& stage, const fs::path& model, const Arguments& texts,
                  const fs::path& file, const fs::path& output) {
    Arguments arguments{"label", "--model", model.string(), "--precision", recipe_.precision};
    append(arguments, texts);
    add(planner_.verb(
        {.name = stage, .inputs = {model, file}, .output = output, .command = arguments}));
  }

  /// One stage per seed; as many of them at once as there are CPUs where each trains on one thread,
  /// as BiLSTMs do.
  void add_student(const Student& student) {
    const bool on_one_thread = value_of(student.distill, "--student") == kBiLstm ||
                               value_of(student.distill, "--threads") == "1";
    StageGroup group{.stages = {},
                     .at_once = on_one_thread ? static_cast<std::size_t>(base::usable_cpus()) : 1};
    std::vector<Learnt> learnt;
    for (const std::string& set : student.transfer)
      learnt.push_back({paths_.texts_of(set), paths_.logits_of(set)});
    for (const std::int64_t seed : student.seeds) {
      group.stages.push_back(
          distilling(student, learnt, seed, group.at_once > 1 && !group.stages.empty()));
    }
    plan_.stages.push_back(group);
    std::vector<SeedResult> seeds;
    for (std::size_t i = 0; i < group.stages.size(); ++i) {
      const fs::path model = corrected(group.stages[i].output, student);
      seeds.push_back(answered(model.filename().string(), model, std::to_string(student.seeds[i]),
                               group.stages[i].what));
    }
    add_model(student.name, std::move(seeds));
  }

  /// The model as it is, or with the correction for balanced texts.
  fs::path corrected(const fs::path& model, const Student& student) {
    if (!recipe_.balances) return model;
    const std::string name = model.filename().string();
    const fs::path answers = paths_.uncorrected(name);
    add_labels("uncorrected/" + name, model, {choosing().string()}, choosing(), answers);
    fs::path output = planner_.in_work("corrected/" + name);
    const std::string& set = student.transfer.front();
    add(correction_stage("corrected/" + name,
                         {.model = model,
                          .answers = answers,
                          .teachers = paths_.answers_to("large"),
                          .natural = paths_.made_logits(set),
                          .learnt = paths_.logits_of(set)},
                         output));
    return output;
  }

  /// The same student, taught without the texts that were made.
  void add_student_of_sources(const Student& student) {
    const std::string& set = student.transfer.front();
    const fs::path sources = planner_.in_work("sources/" + set);
    add(unmade_stage("sources/" + set, paths_.made_texts(set), paths_.made_logits(set), sources));
    fs::path learnt = sources;
    if (recipe_.balances) {
      learnt = planner_.in_work("balanced/sources-" + set);
      add(balance_stage("balanced/sources-" + set, sources / kCopiedTexts, sources / kCopiedLogits,
                        learnt));
    }
    Student other = student;
    other.name += "-of-sources";
    other.distill = without(student.distill, "--epochs");
    append(other.distill, {"--epochs", std::to_string(recipe_.sources_epochs)});
    const Learnt texts{learnt / kCopiedTexts, learnt / kCopiedLogits};
    const std::string name = fmt::format("{}-{}", other.name, student.seeds.front());
    add(distilling(other, {texts}, student.seeds.front(), false));
    const fs::path model = plan_.stages.back().stages.front().output;
    add_labels("answers/" + name, model, {choosing().string()}, choosing(),
               paths_.answers_to(name));
    const std::string seed = fmt::format("{}-{}", student.name, student.seeds.front());
    plan_.made_texts = {
        .teacher = paths_.answers_to("large"),
        .with = recipe_.balances ? paths_.uncorrected(seed) : paths_.answers_to(seed),
        .without = paths_.answers_to(name),
        .after = plan_.stages.size()};
  }

  struct Learnt {
    fs::path texts, logits;
  };

  [[nodiscard]] Stage distilling(const Student& student, const std::vector<Learnt>& learnt,
                                 std::int64_t seed, bool quiet) const {
    Arguments arguments{"distill"};
    StageInputs inputs = texts_.inputs_of(student.distill);
    for (const Learnt& one : learnt) read("--train", one.texts, arguments, inputs);
    for (const Learnt& one : learnt) read("--logits", one.logits, arguments, inputs);
    append(arguments, texts_.training_flags);
    append(arguments, student.distill);
    read_vectors(student.distill, arguments, inputs);
    if (const auto base = base_of(student)) inputs.add_model(*base);
    append(arguments, {"--seed", std::to_string(seed)});
    const std::string name = fmt::format("models/{}-{}", student.name, seed);
    return planner_.verb({.name = name,
                          .inputs = inputs,
                          .output = planner_.in_work(name),
                          .command = arguments,
                          .table = table_name("student", student.name)},
                         quiet);
  }

  void add_fine_tuned(const FineTuned& model) {
    const std::string name = "fine-tuned/" + model.name;
    const fs::path output = planner_.in_work(name);
    const std::string command = add(planner_.train({.name = name,
                                                    .inputs = texts_.inputs_of(model.train),
                                                    .output = output,
                                                    .table = table_name("fine-tuned", model.name)},
                                                   texts_.training_flags, model.train));
    add_model(model.name, {answered(model.name, output, "", command)});
  }

  void add_exits(const ExitPlan& plan) {
    const std::string name = "exits/" + plan.name;
    Arguments arguments{"exits"};
    StageInputs inputs = texts_.inputs_of(plan.exits);
    read("--model", large_, arguments, inputs);
    append(arguments, texts_.training_flags);
    for (const std::string& set : plan.transfer)
      read("--train", paths_.texts_of(set), arguments, inputs);
    append(arguments, plan.exits);
    add(planner_.verb({.name = name,
                       .inputs = inputs,
                       .output = planner_.in_work(name),
                       .command = arguments,
                       .table = table_name("exits", plan.name)}));
    plan_.results.exits.push_back(planner_.in_work(name));
  }

  /// A model's answers to the texts that thresholds are chosen on.
  SeedResult answered(const std::string& name, const fs::path& model, const std::string& seed,
                      const std::string& command) {
    const fs::path output = paths_.answers_to(name);
    const fs::path file = texts_.task != nullptr ? texts_.dev : choosing();
    Arguments texts = texts_.column_flags;
    texts.push_back(file.string());
    add_labels("answers/" + name, model, texts, file, output);
    return {.seed = seed, .directory = model, .answers = output, .command = command};
  }

  /// The speeds of the first models.
  void add_speeds(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) add_speed(plan_.results.models[i]);
  }

  /// A model's speed on the calibration texts.
  void add_speed(const TrainedModel& model) {
    const fs::path texts = plan_.results.asks ? paths_.part(kChoosing) : choosing();
    const fs::path& directory = model.seeds.front().directory;
    const fs::path output = planner_.in_work("speed/" + model.name + ".json");
    add(planner_.printing(
        {.name = "speed/" + model.name,
         .inputs = {directory, texts},
         .output = output,
         .command = {"bench", "--model", directory.string(), "--input", texts.string(),
                     "--precision", recipe_.precision, "--json"}}));
    plan_.speeds[model.name] = output;
  }

  const Recipe& recipe_;
  ClassifierTexts texts_;
  StagePlanner planner_;
  ClassifierPaths paths_;
  fs::path large_;
  std::int64_t certifying_ = 0;   // of the calibration texts
  std::vector<SpentFile> spent_;  // with a task
  bool has_language_model_ = false;
  ClassifierPlan plan_;
};

}  // namespace

ClassifierPlan plan_classifier(const Recipe& recipe, const BuildOptions& options) {
  return ClassifierPlanner(recipe, options).plan();
}

}  // namespace tango::recipe
