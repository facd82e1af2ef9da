#include "train/command/question_answering_options.h"

#include <filesystem>
#include <utility>

#include <tango/error.h>

#include "command/limits.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;
using reading::Articles;

std::vector<fs::path> files_of(const DataOptions& data, const std::vector<std::string>& given,
                               const std::string& split) {
  if (!given.empty()) return {given.begin(), given.end()};
  if (data.task.empty() || data.data.empty()) return {};
  return {reading::find_squad(data.data, split)};
}

Articles articles_of(const DataOptions& data, const QuestionAnsweringOptions& options) {
  const bool is_own = data.task.empty() || !data.dev.empty();
  if (!options.dev_articles.empty()) return reading::parse_articles(options.dev_articles);
  return is_own ? Articles::kAll : Articles::kEven;
}

}  // namespace

void add_question_answering_options(CLI::App& command, QuestionAnsweringOptions& options) {
  command
      .add_option("--stride", options.stride,
                  "For question answering: number of tokens that neighbouring windows share.")
      ->capture_default_str()
      ->check(command::in_range(0, 1 << 20));
  command
      .add_option("--question-tokens", options.question_tokens,
                  "For question answering: maximum number of tokens in a question; longer ones are "
                  "truncated.")
      ->capture_default_str()
      ->check(command::in_range(1, 1 << 20));
  command
      .add_option("--dev-articles", options.dev_articles,
                  "For question answering: which dev articles to evaluate on. By default these are "
                  "the even ones of --task squad, whose odd ones are for reports, and all articles "
                  "of other files.")
      ->check(command::one_of({"all", "even", "odd"}));
}

bool is_question_answering(const DataOptions& options) {
  return options.task == "squad" || options.problem_type == "span";
}

QuestionAnsweringData read_questions(const DataOptions& data,
                                     const QuestionAnsweringOptions& options,
                                     const ModelToTrain& model) {
  const reading::WindowOptions windows{.max_tokens = model.max_tokens,
                                       .stride = options.stride,
                                       .question_tokens = options.question_tokens};
  const auto read = [&](const std::vector<fs::path>& files, Articles articles, std::int64_t most) {
    std::vector<reading::Question> all;
    for (const fs::path& file : files) {
      for (reading::Question& one : reading::only(reading::read_squad(file), articles)) {
        if (most > 0 && static_cast<std::int64_t>(all.size()) == most) break;
        all.push_back(std::move(one));
      }
    }
    return make_span_data(std::move(all), *model.tokenizer, windows);
  };
  const std::vector<fs::path> train = files_of(data, data.train, "train");
  if (train.empty()) {
    throw Error(ErrorCode::kUsage,
                "no training questions: give --train FILE (SQuAD 1.1's JSON), or --task squad and "
                "--data DIR");
  }
  QuestionAnsweringData result{.train = read(train, Articles::kAll, data.max_texts),
                               .dev = std::nullopt};
  const std::vector<fs::path> dev = files_of(data, data.dev, "dev");
  if (!dev.empty()) result.dev = read(dev, articles_of(data, options), 0);
  return result;
}

}  // namespace tango::train
