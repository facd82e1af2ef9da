#include "train/command/distill_regression.h"

#include <filesystem>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/encoder_names.h"
#include "command/numbers.h"
#include "command/progress.h"
#include "command/say.h"
#include "train/data/features.h"
#include "train/data/teacher_logits.h"
#include "train/data/vocabulary.h"
#include "train/files/model_directory.h"
#include "train/optimize/logistic_regression.h"
#include "train/run/output_directory.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

constexpr int kWordsOfTfidf = 512;  // per text, unless asked otherwise
constexpr int kTokensOfEmbeddings = 128;

struct Lesson {
  TextFiles texts;
  TeacherLogits teacher;
  fs::path working;
  const RunOptions& run;
};

/// The regression, and what it was chosen from as the log of the run.
LogisticRegression fit(const Features& features, Lesson& lesson) {
  at::Tensor logits = lesson.teacher.logits;
  if (lesson.texts.most_texts > 0) logits = logits.slice(0, 0, features.rows());
  if (logits.size(0) != features.rows()) {
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("there are {} texts, but logits of {}; run tango label on the same files",
                    features.rows(), logits.size(0)));
  }
  const at::Tensor targets = at::softmax(logits.to(at::kDouble), 1);
  command::Progress progress(lesson.run.trainer.quiet, command::WithoutTerminal::kLineAMinute);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  set_threads_of_blas(1);  // each fold has one: a fit's many short steps gain nothing by more
  const CrossValidation validation =
      cross_validate(features, targets, threads, [&](int done, int most) {
        progress.draw([&] {
          return fmt::format("cross-validation: {} of at most {} fits, at most {} left", done, most,
                             command::clock_time(progress.seconds() * (most - done) / done));
        });
      });
  progress.clear();
  std::string log;
  for (const CrossValidation::Trial& trial : validation.trials) {
    log += base::Json{{"c", trial.c}, {"held_out_cross_entropy", trial.loss}}.dump() + "\n";
  }
  base::write_file(lesson.working / "log.jsonl", log);
  if (!lesson.run.trainer.quiet) {
    command::say("{} texts, {} features; C is {:g}, by cross-validation\n", features.rows(),
                 features.columns(), validation.best_c);
  }
  return fit_regression(features, targets, at::ones({features.rows()}, at::kDouble),
                        validation.best_c, blank_regression(features, targets));
}

void distill_tfidf(const StudentOptions& options, Lesson& lesson, const OutputDirectory& output) {
  const WordsAndPairs found =
      count_words_and_pairs(lesson.texts, static_cast<std::size_t>(options.vocabulary));
  const checkpoint::TfidfConfig config{.vocab_size = static_cast<int>(found.words.size()),
                                       .max_words = options.max_tokens.value_or(kWordsOfTfidf),
                                       .labels = lesson.teacher.labels};
  const fs::path files = lesson.working / "tokenizer";
  fs::create_directories(files);
  write_tfidf(files, config, {}, found.words);
  const auto tokenizer = text::load_tokenizer(files);
  const DataSet data = read_texts(lesson.texts, *tokenizer, config.max_tokens(), nullptr);
  const TfidfFeatures features(data, config.vocab_size, found.special);
  const LogisticRegression model = fit(features, lesson);
  Parameters parameters;
  parameters.add("inverse_document_frequency", features.inverse_document_frequency());
  parameters.add("classifier.weight", model.weights.to(at::kFloat));
  parameters.add("classifier.bias", model.bias.to(at::kFloat));
  output.finish(
      [&](const fs::path& directory) { write_tfidf(directory, config, parameters, found.words); });
}

void distill_embeddings(const StudentOptions& options, Lesson& lesson,
                        const OutputDirectory& output) {
  const fs::path base = checkpoint::find_model(options.student);
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(base);
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (encoder == nullptr || encoder->pre_norm || encoder->reads_sentence) {
    throw Error(ErrorCode::kUnsupported,
                base.string() +
                    ": --frozen needs an encoder that embeds sentences, such as "
                    "sentence-transformers/all-MiniLM-L6-v2");
  }
  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  const int longest =
      std::min(options.max_tokens.value_or(kTokensOfEmbeddings), encoder->max_tokens());
  const DataSet data = read_texts(lesson.texts, *tokenizer, longest, nullptr);
  command::Progress progress(lesson.run.trainer.quiet, command::WithoutTerminal::kLineAMinute);
  const at::Tensor embeddings = embed(data, checkpoint, [&](std::int64_t done) {
    progress.draw([&] { return command::share_done(done, data.size(), progress.seconds()); });
  });
  progress.clear();
  const LogisticRegression model = fit(DenseFeatures(embeddings), lesson);
  checkpoint::EncoderConfig config = *encoder;
  config.reads_sentence = true;
  config.labels = lesson.teacher.labels;
  const Parameters loaded = load_parameters(config, checkpoint, 0);
  const std::string head = checkpoint::encoder_names(config).head_output;
  Parameters parameters;
  for (const Parameter& one : loaded.all()) {
    if (!one.name.starts_with(head + ".")) parameters.add(one.name, one.value);
  }
  parameters.add(head + ".weight", model.weights.t().to(at::kFloat).contiguous());
  parameters.add(head + ".bias", model.bias.to(at::kFloat));
  output.finish([&](const fs::path& directory) {
    const Storage storage = storage_of(lesson.run);
    write_classifier(directory,
                     classifier_config(base::read_json(base / "config.json"), config, storage),
                     parameters, storage, checkpoint.tokenizer_directory);
  });
}

}  // namespace

bool is_regression(const StudentOptions& options) {
  return options.frozen || options.student == kTfidfStudent;
}

void distill_regression(const DataOptions& data, const RunOptions& run,
                        const StudentOptions& options, const std::vector<std::string>& logits) {
  if (logits.empty()) {
    throw Error(ErrorCode::kUsage, "no teacher: give --logits FILE, which tango label writes");
  }
  const OutputDirectory output(run.output);
  Lesson lesson{.texts = transfer_texts(data, resolve(data)),
                .teacher = read_teacher_logits({logits.begin(), logits.end()}),
                .working = output.working(),
                .run = run};
  if (lesson.teacher.labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification ||
      lesson.teacher.labels.names.size() < 2) {
    throw Error(ErrorCode::kUnsupported,
                logits.front() +
                    ": a logistic regression answers with one of several labels, and "
                    "these logits are of another problem");
  }
  if (options.student == kTfidfStudent) {
    distill_tfidf(options, lesson, output);
  } else {
    distill_embeddings(options, lesson, output);
  }
}

}  // namespace tango::train
