// tango lengths: what part of a text each layer of a reader should let go.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/cpu_count.h"
#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "cli/commands.h"
#include "cli/model_options.h"
#include "cli/progress.h"
#include "command/exit_status.h"
#include "evaluate/length_search.h"
#include "evaluate/question_answers.h"
#include "reading/answer_score.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using evaluate::LengthCandidate;
using Clock = std::chrono::steady_clock;

struct LengthOptions {
  std::string model, questions, articles = "all", output, precision = "int8";
  evaluate::LengthSearchOptions search;
  reading::WindowOptions windows;
  int most_questions = 300;
  double keep = 0.99;
  bool quiet = false;
};

/// `count` of them, evenly from the whole.
std::vector<reading::Question> sample(std::vector<reading::Question> all, int count) {
  const auto wanted = static_cast<std::size_t>(count);
  if (all.size() <= wanted) return all;
  std::vector<reading::Question> some;
  for (std::size_t i = 0; i < wanted; ++i) some.push_back(all[i * all.size() / wanted]);
  return some;
}

/// A reader that is built anew for each choice of shares.
class Trial {
 public:
  explicit Trial(const LengthOptions& options)
      : directory_(checkpoint::find_model(options.model)),
        checkpoint_(checkpoint::open_checkpoint(directory_)),
        threads_(base::usable_cpus(), false) {
    const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&checkpoint_.config);
    if (encoder == nullptr || encoder->relative_attention_num_buckets > 0 ||
        encoder->labels.problem_type != checkpoint::ProblemType::kSpan) {
      throw Error(ErrorCode::kUnsupported,
                  directory_.string() +
                      ": lengths are found for readers (tango train --task "
                      "squad) without relative positions, so not for MPNet");
    }
    config_ = *encoder;
    ModelOptions model;
    model.precision = options.precision;
    precision_ = chosen_precision(model).value_or(model::Precision::kInt8);
    reading::WindowOptions windows = options.windows;
    windows.max_tokens = std::min(windows.max_tokens, config_.max_tokens());
    questions_ =
        evaluate::tokenize(sample(reading::only(reading::read_squad(options.questions),
                                                reading::parse_articles(options.articles)),
                                  options.most_questions),
                           *text::load_tokenizer(checkpoint_.tokenizer_directory), windows);
    if (questions_.questions.empty()) {
      throw Error(ErrorCode::kInvalidInput, options.questions + ": no questions there");
    }
  }

  [[nodiscard]] const fs::path& directory() const { return directory_; }
  [[nodiscard]] const checkpoint::EncoderConfig& config() const { return config_; }
  [[nodiscard]] std::size_t questions() const { return questions_.questions.size(); }

  /// Tokens of a window, at the mean.
  [[nodiscard]] int tokens() const {
    std::size_t tokens = 0, windows = 0;
    for (const auto& own : questions_.windows) {
      for (const reading::Window& window : own) tokens += window.ids.size();
      windows += own.size();
    }
    return static_cast<int>(tokens / std::max<std::size_t>(1, windows));
  }

  [[nodiscard]] std::unique_ptr<model::Model> reader(const std::vector<float>& shares) const {
    checkpoint::EncoderConfig config = config_;
    config.token_shares = shares;
    return model::make_model(config, *checkpoint_.weights, precision_, checkpoint_.fingerprint);
  }

  /// SQuAD's F1.
  [[nodiscard]] double score(const model::Model& reader) {
    return reading::score_answers(
               questions_.questions,
               evaluate::answer_questions(reader, questions_, threads_.team(threads_.size())))
        .f1;
  }

  /// Questions a second, the best of three turns.
  [[nodiscard]] double speed(const model::Model& reader) {
    double best = 0;
    for (int turn = 0; turn < 3; ++turn) {
      const Clock::time_point start = Clock::now();
      (void)score(reader);
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      best = std::max(best, static_cast<double>(questions()) / seconds);
    }
    return best;
  }

 private:
  fs::path directory_;
  checkpoint::Checkpoint checkpoint_;
  checkpoint::EncoderConfig config_;
  model::Precision precision_ = model::Precision::kInt8;
  base::TeamThreads threads_;
  evaluate::TokenizedQuestions questions_;
};

void print_front(const std::vector<LengthCandidate>& front, const LengthCandidate& chosen) {
  fmt::print(stderr, "{:>6} {:>6}  {}\n", "F1", "work", "share of the tokens behind each layer");
  for (const LengthCandidate& one : front) {
    fmt::print(stderr, "{:6.2f} {:6.3f}  {:.2f}{}\n", 100 * one.score, one.work,
               fmt::join(one.shares, " "), &one == &chosen ? "  <- taken" : "");
  }
}

/// The model's directory with the shares in its config.json.
void write_model(const LengthOptions& options, const fs::path& model, const base::Json& report,
                 const std::vector<float>& shares) {
  const fs::path draft = fs::path(options.output) += ".partial";
  fs::remove_all(draft);
  fs::copy(model, draft, fs::copy_options::recursive);
  base::Json config = base::read_json(model / "config.json");
  config["token_shares"] = shares;
  base::write_file(draft / "config.json", config.dump(2) + "\n");
  base::write_file(draft / "lengths.json", report.dump(2) + "\n");
  fs::rename(draft, options.output);
}

int find_lengths(LengthOptions options) {
  if (fs::exists(options.output)) {
    throw Error(ErrorCode::kUsage, options.output + ": is there already");
  }
  Trial trial(options);
  options.search.tokens = trial.tokens();
  Progress progress(options.quiet);
  const std::vector<LengthCandidate> front = evaluate::search_lengths(
      trial.config(), options.search,
      [&](const std::vector<float>& shares) { return trial.score(*trial.reader(shares)); },
      [&](int done, int all) {
        progress.draw([&] { return fmt::format("{} of {} candidates", done, all); });
      });
  progress.clear();
  const auto whole = trial.reader({});
  const double whole_score = trial.score(*whole);
  const auto enough = std::find_if(front.begin(), front.end(), [&](const LengthCandidate& one) {
    return one.score >= options.keep * whole_score;
  });
  const LengthCandidate& chosen = enough == front.end() ? front.back() : *enough;
  const double whole_speed = trial.speed(*whole);
  const double speed = trial.speed(*trial.reader(chosen.shares));
  base::Json report{{"questions", trial.questions()},
                    {"tokens", options.search.tokens},
                    {"keep", options.keep},
                    {"whole_f1", whole_score},
                    {"f1", chosen.score},
                    {"work", chosen.work},
                    {"speedup", speed / whole_speed},
                    {"front", base::Json::array()}};
  for (const LengthCandidate& one : front) {
    report["front"].push_back({{"shares", one.shares}, {"f1", one.score}, {"work", one.work}});
  }
  write_model(options, trial.directory(), report, chosen.shares);
  if (!options.quiet) {
    print_front(front, chosen);
    fmt::print(
        stderr,
        "{} questions: F1 {:.2f} of {:.2f}, {:.0f} questions/s where the whole model answers "
        "{:.0f} ({:.2f}x)\n",
        trial.questions(), 100 * chosen.score, 100 * whole_score, speed, whole_speed,
        speed / whole_speed);
  }
  return command::kSuccess;
}

}  // namespace

void add_lengths(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<LengthOptions>();
  CLI::App& command = *program.add_subcommand(
      "lengths", "Find what part of a text each layer of a reader may let go, and write it so");
  command
      .add_option("--model", options->model,
                  "A reader, trained with --length-drop: a directory or a name in the model store")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--questions", options->questions,
                  "Questions with answers to choose by (SQuAD 1.1's JSON), none that results are "
                  "reported on")
      ->type_name("FILE")
      ->required();
  command.add_option("--articles", options->articles, "Of that file: all, even or odd")
      ->capture_default_str()
      ->check(CLI::IsMember({"all", "even", "odd"}));
  command.add_option("--most-questions", options->most_questions, "A sample of so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--keep", options->keep, "Part of the whole model's F1 to keep, at least")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--generations", options->search.generations, "Of the evolution")
      ->capture_default_str()
      ->check(CLI::Range(0, 10'000));
  command.add_option("--children", options->search.children, "Candidates of a generation")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  command.add_option("--seed", options->search.seed, "The same seed, the same lengths")
      ->capture_default_str();
  command.add_option("--max-tokens", options->windows.max_tokens, "Of a window")
      ->capture_default_str()
      ->check(CLI::Range(8, 1 << 20));
  command.add_option("--precision", options->precision, "Arithmetic: fp32, bf16 or int8")
      ->capture_default_str();
  command.add_option("--output", options->output, "Model directory to make")
      ->type_name("DIR")
      ->required();
  command.add_flag("--quiet", options->quiet, "No progress line and no table");
  command.footer(
      "Example:\n  tango lengths --model models/squad-minilm --questions data/squad/dev-v1.1.json "
      "\\\n    --articles even --keep 0.99 --output models/squad-dynamic\n");
  command.callback([options, &chosen] { chosen = [options] { return find_lengths(*options); }; });
}

}  // namespace tango::cli
