// tango build: makes a finished cascade directory from a recipe, or from a classifier and texts.
#include "recipe/build.h"

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/cache_directory.h"
#include "base/file_status.h"
#include "checkpoint/checkpoint.h"
#include "cli/build_end.h"
#include "cli/build_forecast.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/stage_commands.h"
#include "cli/typed_command.h"
#include "command/exit_status.h"
#include "command/last_words.h"
#include "command/limits.h"
#include "command/say.h"
#include "command/stop.h"
#include "recipe/given_answers.h"
#include "recipe/own_recipe.h"
#include "recipe/teacher_check.h"
#include "recipe/texts_to_certify.h"
#include "task/record_reader.h"
#include "text/tokenizer.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;

/// Two cores and a lunch break.
constexpr const char* kBudget = "40m";

constexpr const char* kMeasuring =
    "== measuring what each stage takes on this machine, for about a minute\n";

struct BuildCommandOptions {
  std::string recipe, data, work, output, teacher, texts, large;
  recipe::OwnTexts own;
  InputOptions input;
  std::vector<std::string> answers;
  std::string budget;
  bool dry_run = false, force = false, quiet = false;
};

/// How --texts and --answers are read.
void add_reading_options(CLI::App& command, InputOptions& input, CLI::Option* recipe,
                         CLI::Option* answers) {
  constexpr const char* kGroup = "Without a recipe: how --texts and --answers are read";
  add_input_options(command, input);
  for (const char* flag : kInputFlags) {
    command.get_option(flag)->excludes(recipe)->group(kGroup);
  }
  command
      .add_option("--label", input.label,
                  "Column of the answers. By default it is label, labels or Quality.")
      ->type_name("NAME")
      ->needs(answers)
      ->group(kGroup);
}

fs::path absolute(const std::string& path) { return fs::absolute(path).lexically_normal(); }

/// "[MASK]", or "<mask>" where the teacher's tokenizer knows that as one token.
std::string mask_token_of(const fs::path& teacher) {
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(teacher);
  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  const auto tokens = [&](const char* mask) {
    return tokenizer->encode(mask, std::nullopt, {}).ids.size();
  };
  return tokens("<mask>") < tokens("[MASK]") ? "<mask>" : "[MASK]";
}

recipe::OwnTexts own_texts(const BuildCommandOptions& options, const recipe::Places& places) {
  recipe::OwnTexts own = options.own;
  own.has_minilm = base::is_directory(places.models / recipe::kMiniLm);
  own.reading = record_reader_options(options.input, options.quiet);
  if (is_asked_for(options.input)) own.read_as = ", read as " + reading_of(options.input).dump();
  if (!options.answers.empty()) {
    for (const std::string& file : options.answers) own.answers.push_back(absolute(file));
    const recipe::GivenAnswers given = recipe::read_given_answers(own.answers, own.reading);
    own.count = static_cast<std::int64_t>(given.texts.size());
    const double keep = recipe::capped(own.keep, given.agreement);  // throws first
    if (!options.quiet) command::say("{}", recipe::in_words(given.agreement, own.keep));
    own.keep = keep;
    return own;
  }
  own.teacher = absolute(checkpoint::find_model(options.teacher).string());
  recipe::check_teacher(own.teacher);
  own.has_word_vectors = recipe::has_word_vectors(own.teacher);
  own.texts = absolute(options.texts);
  own.mask_token = mask_token_of(own.teacher);
  const auto reader = task::open_record_reader(own.texts, own.reading);
  for (task::Record record; reader->next(record);) ++own.count;
  return own;
}

/// Which stage of how many a build is at.
struct StageCount {
  std::size_t begun = 0, all = 0;

  std::string next() { return fmt::format("== {}/{}", ++begun, all); }
};

recipe::BuildObserver printing() {
  const auto count = std::make_shared<StageCount>();
  return {.on_planned = [count](std::size_t stages) { count->all = stages; },
          .on_begin =
              [count](const std::string& stage) { command::say("{} {}\n", count->next(), stage); },
          .on_unchanged =
              [count](const std::string& stage) {
                command::say("{} {}: unchanged\n", count->next(), stage);
              },
          .on_shares = [](const std::string& table) { command::say("{}", table); },
          .on_made_texts = [](const std::string& sentences) { command::say("{}", sentences); },
          .on_costs = [](const std::string& table) { command::say("{}", table); },
          .on_uncertified =
              [](const std::string& cascade, const std::string& why) {
                command::say("== cascade {}: no certificate. {}", cascade, why);
              }};
}

/// What was asked for; by default kBudget, unless what it would choose was.
std::string budget_of(const BuildCommandOptions& options, const CLI::App& command) {
  const char* chosen = options.answers.empty() ? "--size" : "--student";
  if (!options.budget.empty() || command.get_option(chosen)->count() > 0) return options.budget;
  return kBudget;
}

int build(const BuildCommandOptions& options, const CLI::App& command) {
  if (options.recipe.empty() && options.answers.empty() &&
      (options.teacher.empty() || options.texts.empty())) {
    throw Error(ErrorCode::kUsage,
                "nothing to build: give a RECIPE, or --teacher DIR and --texts FILE, or --answers "
                "FILE");
  }
  recipe::BuildOptions chosen;
  chosen.output = absolute(options.output);
  if (!chosen.output.has_filename()) chosen.output = chosen.output.parent_path();
  chosen.work = options.work.empty() ? fs::path(chosen.output) += ".build" : absolute(options.work);
  if (!options.data.empty()) chosen.places.data = absolute(options.data);
  chosen.places.models = checkpoint::model_store();
  chosen.places.cache = base::cache_directory().value_or("");
  if (!options.large.empty()) chosen.large = absolute(options.large);
  chosen.quiet = options.quiet;
  chosen.force = options.force;
  const auto set_words = [&command] {
    command::set_last_words("stopped; what is done is kept, and this goes on: " +
                            typed_command(called_program(), command));
  };
  recipe::Recipe wanted;
  if (options.recipe.empty()) {
    recipe::OwnTexts own = own_texts(options, chosen.places);
    if (own.answers.empty() && !options.quiet) {
      command::say("{}", recipe::cut_in_words(own.teacher, own.texts, own.count, own.reading));
    }
    const std::string too_few = recipe::too_few_in_words(own);
    const std::string budget = budget_of(options, command);
    if (!options.quiet && !options.dry_run) command::say("{}", too_few);
    if (options.dry_run) {
      if (!options.quiet) command::say("{}", kMeasuring);
      const command::StopOnSignals stop_on_signals;
      write_whole("-", forecast_of(own, budget, chosen.work) + too_few);
      return command::kSuccess;
    }
    if (!budget.empty()) {
      set_words();
      const command::StopOnSignals stop_on_signals;
      std::string said;
      own = fitted(own, budget, chosen.work, said, options.quiet ? "" : kMeasuring);
      if (!options.quiet) command::say("{}", said);
    }
    wanted = recipe::recipe_for(own);
  } else {
    wanted = recipe::read_recipe(options.recipe, chosen.places);
  }
  if (!options.quiet) chosen.observer = printing();
  chosen.check_commands = [&wanted](std::span<const recipe::StageCommand> commands) {
    check_stage_commands(wanted.places, commands);
  };
  set_words();
  {
    const command::StopOnSignals stop_on_signals;
    recipe::build(wanted, chosen);
  }
  command::set_last_words("");
  const BuildEnd end = end_of_build(
      chosen.output, chosen.work,
      {wanted.answers.empty() ? wanted.texts.string() : wanted.answers.front().string(),
       typed_flags(command, kInputFlags), typed_flags(command, std::array{"--label"}),
       wanted.keep});
  if (!options.quiet) command::say("{}", end.summary);
  for (const std::string& doubt : end.doubts) command::say("WARNING: {}\n", doubt);
  return command::kSuccess;
}

}  // namespace

void add_build(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<BuildCommandOptions>();
  CLI::App& command = *program.add_subcommand(
      "build", "Make a finished cascade: train, augment, label, distil, choose thresholds.");
  CLI::Option* recipe = command.add_option("RECIPE", options->recipe,
                                           "Recipe: a TOML file that says what to make, and how.");
  command.add_option("--data", options->data, "With a recipe: directory of the tasks' files.")
      ->type_name("DIR")
      ->needs(recipe);
  command
      .add_option("--large", options->large,
                  "With a recipe: its large model from an earlier build, such as "
                  "models/sst2/large, so that "
                  "it is not trained again.")
      ->type_name("DIR")
      ->needs(recipe);
  CLI::Option* teacher = command.add_option(
      "--teacher", options->teacher,
      "Without a recipe: your fine-tuned classifier, a directory or a name in the model "
      "store, which becomes the last tier. In a recipe it is teacher in [large].");
  teacher->type_name("DIR")->excludes(recipe);
  CLI::Option* texts =
      command.add_option("--texts", options->texts,
                         "Without a recipe: texts like those it will get; they need no labels (" +
                             input_formats() + "). In a recipe it is texts.");
  texts->type_name("FILE")->excludes(recipe);
  CLI::Option* answers = command.add_option(
      "--answers", options->answers,
      "Without a recipe, a teacher and texts: texts with a column of the answers that a language "
      "model, a service or people gave. What no student is sure of is then marked "
      "\"ask\". May be given several times; a text that has several answers was asked again, which "
      "shows how many can be kept.");
  answers->type_name("FILE")->allow_extra_args(false)->excludes(recipe)->excludes(teacher);
  answers->excludes(texts);
  add_reading_options(command, options->input, recipe, answers);
  command
      .add_option(
          "--student", options->own.student,
          "Without a recipe: tfidf, static, bilstm, embeddings, 4-layer or minilm, or several with "
          "commas; auto is all of them. Each is trained, and the one whose cascade costs least is "
          "kept. In a recipe each [[student]] says what it is.")
      ->type_name("NAME")
      ->excludes(recipe)
      ->capture_default_str();
  command
      .add_option("--size", options->own.size,
                  "Without a recipe: number of texts to make and learn from, besides yours. In a "
                  "recipe it is size in a [[transfer]].")
      ->type_name("N")
      ->excludes(recipe)
      ->excludes(answers)
      ->check(command::in_range(std::int64_t{1}, std::int64_t{100'000'000}))
      ->capture_default_str();
  command
      .add_flag("--balance,!--no-balance", options->own.balances,
                "Without a recipe: what the teacher puts into a class with less than 5 % of the "
                "texts is repeated in what students learn from, until the class has 5 %, at most "
                "eight times. It is on by default. Calibration texts stay as they are.")
      ->excludes(recipe)
      ->excludes(answers);
  command
      .add_option(
          "--keep", options->own.keep,
          "Without a recipe: least share of the texts that get the teacher's answer, or the "
          "one that was given. In a recipe it is keep in [calibration], with keep-of = "
          "\"answers\" where there are labels: else keep is a share of the last tier's "
          "score.")
      ->type_name("S")
      ->excludes(recipe)
      ->check(command::in_range(0.5, 1.0))
      ->capture_default_str();
  command
      .add_option(
          "--budget", options->budget,
          "Without a recipe: most time that the build may take, such as 90s, 20m or 1.5h. "
          "The speed of each stage is measured first, in about a minute; then texts and "
          "--student are made less until it fits; of --answers only --student is. By default "
          "it is 40m, unless --size says how much to make or, of --answers, --student what; "
          "more time, such as 8h, gives better students.")
      ->type_name("TIME")
      ->excludes(recipe);
  command
      .add_flag("--dry-run", options->dry_run,
                "Without a recipe: print what each stage would take, by speeds that are measured "
                "on a sample, with disk and memory, and build nothing.")
      ->excludes(recipe);
  command.add_option("--output", options->output, "Cascade directory to make.")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--work", options->work,
                  "Directory of intermediate files, with which a rerun skips what is unchanged. "
                  "Default: OUTPUT.build.")
      ->type_name("DIR");
  command.add_flag("--force", options->force,
                   "Replace a cascade that is already at the output, where this build makes "
                   "another one. It is kept in the work directory until the new one is whole.");
  command.add_flag("--quiet", options->quiet, "Show no progress.");
  command.footer(
      "Example:\n"
      "  tango build recipes/sst2.toml --data data --output models/sst2\n"
      "  tango build --teacher my-classifier --texts mine.txt --output my-cascade\n"
      "  tango build --answers log.jsonl --output my-cascade\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return build(*options, command); };
  });
}

}  // namespace tango::cli
