#include "recipe/build.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "recipe/calibration_texts.h"
#include "recipe/cascade_writer.h"
#include "recipe/child_process.h"
#include "recipe/fetched.h"
#include "recipe/planned_cascades.h"
#include "recipe/scored_models.h"
#include "recipe/stage_runner.h"
#include "task/task_preset.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

void append(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

/// The value of a flag, or nothing.
std::optional<std::string> value_of(const Arguments& arguments, const std::string& flag) {
  const auto found = std::find(arguments.begin(), arguments.end(), flag);
  if (found == arguments.end() || found + 1 == arguments.end()) return std::nullopt;
  return *(found + 1);
}

class Build {
 public:
  Build(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe), options_(options), stages_(options.work, options.quiet) {
    if (fs::exists(options_.output) && !stages_.was_begun(kLast)) {
      throw Error(ErrorCode::kUsage,
                  options_.output.string() + ": is there already, and not of a build in " +
                      options_.work.string() + "; remove it, or choose another --output");
    }
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
    fetch_bases();
    make_large();
    set_calibration_texts_aside();
    for (const TransferSet& set : recipe_.transfer) make_transfer_set(set);
    Results results;
    for (const Student& student : recipe_.students) {
      TrainedModel model{.name = student.name, .seeds = {}};
      for (const std::int64_t seed : student.seeds) model.seeds.push_back(distil(student, seed));
      results.models.push_back(std::move(model));
    }
    results.models.push_back(
        {.name = "large", .seeds = {answered("large", large_, "", large_command_)}});
    hand_over(results);
  }

 private:
  static constexpr const char* kLast = "cascade";

  [[nodiscard]] fs::path in_work(const std::string& name) const { return options_.work / name; }

  /// A command as it would be on any machine.
  [[nodiscard]] std::string portable(const Arguments& arguments) const {
    std::string line = fmt::format("tango {}", fmt::join(arguments, " "));
    for (const auto& [place, name] :
         {std::pair(options_.work, "{work}"), std::pair(options_.places.data, "{data}"),
          std::pair(options_.places.models, "{models}"),
          std::pair(options_.places.cache, "{cache}")}) {
      const std::string found = place.string();
      for (std::size_t at = 0;
           !found.empty() && (at = line.find(found, at)) != std::string::npos;) {
        line.replace(at, found.size(), name);
      }
    }
    return line;
  }

  /// A stage that is another run of this program. Returns its command, as anyone would type it.
  std::string run_verb(const std::string& name, Arguments arguments,
                       const std::vector<fs::path>& inputs, const fs::path& output) {
    arguments.insert(arguments.end(), {"--output", output.string()});
    std::string command = portable(arguments);
    if (options_.quiet) arguments.emplace_back("--quiet");
    stages_.run(
        {name, command, inputs, output, [&] { require_success(name, run_self(arguments)); }});
    return command;
  }

  static void require_success(const std::string& stage, int status) {
    if (status == 0) return;
    throw Error(
        ErrorCode::kInternal,
        fmt::format("stage {} ended with status {}; the same tango build goes on from there", stage,
                    status));
  }

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

  /// At once, so that a build that lacks something says so before it has worked for hours.
  void fetch_bases() {
    if (const auto base = value_of(recipe_.train, "--base")) {
      (void)fetched_model(*base, options_.quiet);
    }
    for (const Student& student : recipe_.students) {
      const auto base = value_of(student.distill, "--student");
      if (base && *base != "bilstm") (void)fetched_model(*base, options_.quiet);
      if (const auto vectors = value_of(student.distill, "--vectors")) {
        fetch_vectors(*vectors, options_.quiet);
      }
    }
  }

  void make_large() {
    if (!recipe_.teacher.empty()) {
      large_ = checkpoint::find_model(recipe_.teacher.string());
      return;
    }
    large_ = in_work("models/large");
    Arguments arguments{"train"};
    append(arguments, task_flags_);
    append(arguments, dev_flags());
    append(arguments, recipe_.train);
    std::vector<fs::path> inputs = inputs_of(recipe_.train);
    inputs.push_back(fetched_model(value_of(recipe_.train, "--base").value_or(""), options_.quiet));
    large_command_ = run_verb("large", arguments, inputs, large_);
  }

  void set_calibration_texts_aside() {
    stages_.run(
        {"calibration",
         fmt::format("{} texts, seed {}", recipe_.calibration_texts, recipe_.calibration_seed),
         {source_},
         calibration(),
         [this] {
           draw_calibration_texts(source_, reading_, recipe_.calibration_texts,
                                  recipe_.calibration_seed, calibration());
         }});
  }
  [[nodiscard]] fs::path calibration() const { return in_work("calibration.tsv"); }

  [[nodiscard]] fs::path texts_of(const std::string& set) const {
    return in_work("transfer/" + set + ".tsv");
  }
  [[nodiscard]] fs::path logits_of(const std::string& set) const {
    return in_work("logits/" + set + ".safetensors");
  }

  fs::path make_language_model() {
    fs::path model = in_work("models/language-model");
    Arguments arguments{"language-model"};
    append(arguments, task_flags_);
    if (!recipe_.texts.empty() && !value_of(recipe_.language_model, "--train")) {
      arguments.insert(arguments.end(), {"--train", source_.string()});
    }
    append(arguments, recipe_.language_model);
    (void)run_verb("language-model", arguments, inputs_of(recipe_.language_model), model);
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
    (void)run_verb("transfer/" + set.name, arguments, inputs, texts_of(set.name));
    label("logits/" + set.name, large_, {texts_of(set.name).string()}, texts_of(set.name),
          logits_of(set.name));
  }

  void label(const std::string& stage, const fs::path& model, const Arguments& texts,
             const fs::path& file, const fs::path& output) {
    Arguments arguments{"label", "--model", model.string(), "--precision", recipe_.precision};
    append(arguments, texts);
    (void)run_verb(stage, arguments, {model, file}, output);
  }

  SeedResult distil(const Student& student, std::int64_t seed) {
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
      arguments.insert(arguments.end(), {"--teacher", large_.string()});
      inputs.push_back(large_);
    }
    if (const auto base = value_of(student.distill, "--student"); base && *base != "bilstm") {
      inputs.push_back(fetched_model(*base, options_.quiet));
    }
    arguments.insert(arguments.end(), {"--seed", std::to_string(seed)});
    const fs::path model = in_work("models/" + name);
    const std::string command = run_verb("models/" + name, arguments, inputs, model);
    return answered(name, model, std::to_string(seed), command);
  }

  /// A model's answers to the texts that thresholds are chosen on.
  SeedResult answered(const std::string& name, const fs::path& model, const std::string& seed,
                      const std::string& command) {
    const fs::path output = in_work("answers/" + name + ".safetensors");
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
    const fs::path output = in_work("speed/" + name + ".json");
    const Arguments arguments{
        "bench",       "--model",         model.string(), "--input", calibration().string(),
        "--precision", recipe_.precision, "--json"};
    stages_.run({"speed/" + name, portable(arguments), {model, calibration()}, output, [&] {
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

    std::vector<fs::path> inputs;
    for (const TrainedModel& model : results.models) {
      for (const SeedResult& one : model.seeds) {
        inputs.insert(inputs.end(), {one.directory, one.answers});
      }
    }
    std::string what = fmt::format("keep {} {}", recipe_.keep, recipe_.licence);
    for (const PlannedCascade& one : cascades) {
      what += fmt::format("; {}: {}", one.plan.name, fmt::join(one.plan.tiers, " "));
    }
    const fs::path draft = in_work("cascade");
    stages_.run({kLast, what, inputs, options_.output, [&] {
                   fs::remove_all(draft);
                   write_cascade_directory(recipe_, results, scores, cascades, draft);
                   fs::rename(draft, options_.output);
                 }});
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
  StageRunner stages_;
  const task::TaskPreset* task_ = nullptr;
  Arguments task_flags_;
  fs::path source_;  ///< The texts that everything starts from.
  fs::path dev_;     ///< With a task: the labelled texts to choose on.
  task::ReaderOptions reading_;
  fs::path large_;
  std::string large_command_;  ///< That made it; empty for a teacher.
};

}  // namespace

void build(const Recipe& recipe, const BuildOptions& options) { Build(recipe, options).run(); }

}  // namespace tango::recipe
