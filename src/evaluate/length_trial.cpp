#include "evaluate/length_trial.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "evaluate/even_sample.h"
#include "reading/answer_score.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

const checkpoint::EncoderConfig& require_prunable(const checkpoint::ModelConfig& config,
                                                  const fs::path& directory) {
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config);
  if (encoder == nullptr || encoder->relative_attention_num_buckets > 0 ||
      encoder->labels.problem_type != checkpoint::ProblemType::kSpan) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() +
                    ": layers prune tokens in question-answering models without relative "
                    "positions only, so not in MPNet and not in a classifier");
  }
  return *encoder;
}

std::vector<reading::Question> read_questions(const LengthTrialOptions& options) {
  std::vector<reading::Question> questions =
      reading::only(reading::read_squad(options.questions), options.articles);
  if (questions.empty()) {
    throw Error(ErrorCode::kInvalidInput, options.questions.string() + ": no questions there");
  }
  sample_evenly(questions, options.most_questions);
  return questions;
}

reading::WindowOptions within(reading::WindowOptions windows, int max_tokens) {
  windows.max_tokens = std::min(windows.max_tokens, max_tokens);
  return windows;
}

}  // namespace

LengthTrial::LengthTrial(const fs::path& model, const LengthTrialOptions& options)
    : threads_(base::usable_cpus(), false),
      directory_(checkpoint::find_model(model)),
      checkpoint_(checkpoint::open_checkpoint(directory_)),
      config_(require_prunable(checkpoint_.config, directory_)),
      questions_(tokenize(read_questions(options),
                          *text::load_tokenizer(checkpoint_.tokenizer_directory),
                          within(options.windows, config_.max_tokens()))),
      precision_(options.precision) {}

int LengthTrial::tokens() const {
  std::size_t tokens = 0, windows = 0;
  for (const auto& own : questions_.windows) {
    for (const reading::Window& window : own) tokens += window.ids.size();
    windows += own.size();
  }
  return static_cast<int>(tokens / std::max<std::size_t>(1, windows));
}

std::unique_ptr<model::Model> LengthTrial::make_model(const std::vector<float>& shares) const {
  checkpoint::EncoderConfig config = config_;
  config.token_shares = shares;
  return model::make_model(config, *checkpoint_.weights, precision_, checkpoint_.fingerprint);
}

double LengthTrial::score(const model::Model& model) {
  return reading::score_answers(questions_.questions,
                                answer_questions(model, questions_, threads_.team(threads_.size())))
      .f1;
}

double LengthTrial::questions_per_s(const model::Model& model) {
  double best = 0;
  for (int turn = 0; turn < 3; ++turn) {
    const Clock::time_point start = Clock::now();
    (void)score(model);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = std::max(best, static_cast<double>(questions()) / seconds);
  }
  return best;
}

}  // namespace tango::evaluate
