// tango-train language-model: the model with which tango augment --preset lm writes texts.
#include "train/network/language_model.h"

#include <cmath>
#include <filesystem>
#include <memory>

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include "command/exit_status.h"
#include "command/limits.h"
#include "command/stop.h"
#include "train/command/commands.h"
#include "train/command/data_options.h"
#include "train/command/trainer_options.h"
#include "train/data/batch_order.h"
#include "train/data/word_sequences.h"
#include "train/files/model_directory.h"
#include "train/run/output_directory.h"
#include "train/run/trainer.h"

namespace tango::train {
namespace {

struct LanguageModelOptions {
  DataOptions data;
  RunOptions run;
  WordSequenceOptions words;
  int embedding_size = 256, hidden_size = 512, layers = 2;
  double dropout = 0.3;
};

/// Minus the loss on held-out texts, and the perplexity for people. Throws kCancelled when a stop
/// was requested.
Evaluation evaluate(const LanguageModelNetwork& network, const DataSet& data) {
  constexpr std::int64_t kBatch = 64;
  const at::NoGradGuard no_gradient;
  double sum = 0;
  double words = 0;
  const auto length = [&](std::int64_t row) { return data.length(row); };
  for (const Rows& rows : sorted_batches(data.size(), length, kBatch)) {
    command::throw_if_stopped();
    Pass pass;
    double count = 0;
    for (const std::int64_t row : rows) count += static_cast<double>(data.length(row) - 1);
    sum += network.loss(data.batch(rows), pass).item<double>() * count;
    words += count;
  }
  return {-sum / words, {{"loss", sum / words}, {"perplexity", std::exp(sum / words)}}};
}

int train_language_model(const LanguageModelOptions& options, const std::string& identity) {
  set_threads(options.run);
  const OutputDirectory output(options.run.output);
  const WordSequences texts =
      read_word_sequences(transfer_texts(options.data, resolve(options.data)), options.words);
  const checkpoint::LanguageModelConfig config{.vocab_size = static_cast<int>(texts.words.size()),
                                               .embedding_size = options.embedding_size,
                                               .hidden_size = options.hidden_size,
                                               .num_layers = options.layers,
                                               .pairs = texts.pairs};
  const Parameters parameters = make_language_model_parameters(config, options.run.trainer.seed);
  const LanguageModelNetwork network(parameters, config, options.dropout);
  const Objective objective{
      .data = &texts.train,
      .loss = [&](const Batch& batch, Pass& pass) { return network.loss(batch, pass); },
      .evaluate = [&] { return evaluate(network, texts.held_out); }};
  (void)train(parameters, objective, options.run.trainer, output.working(), identity);
  output.finish([&](const std::filesystem::path& directory) {
    write_language_model(directory, config, parameters, storage_of(options.run), texts.words);
  });
  return command::kSuccess;
}

}  // namespace

void add_language_model(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<LanguageModelOptions>();
  options->run.trainer.learning_rate = 2e-3;
  options->run.trainer.epochs = 10;
  CLI::App& command = *program.add_subcommand(
      "language-model",
      "Train the language model with which tango augment --preset lm writes texts.");
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  const auto size = [&](const char* flag, auto& value, const char* help) {
    command.add_option(flag, value, help)
        ->capture_default_str()
        ->check(command::in_range(1, 1 << 22));
  };
  size("--vocabulary", options->words.vocabulary, "Maximum number of words in the vocabulary.");
  size("--max-words", options->words.longest,
       "Maximum number of words in a text; longer texts are left out.");
  size("--embedding-size", options->embedding_size, "Width of the word vectors.");
  size("--hidden-size", options->hidden_size, "Width of each layer.");
  size("--layers", options->layers, "Number of LSTM layers.");
  command.add_option("--dropout", options->dropout, "Dropout of word vectors and of layers.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
  command.footer(
      "One text in 20 is held out to choose the best weights; dev and test texts are not read.\n"
      "Example:\n  tango language-model --task sst2 --data data --output models/sst2-lm\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return train_language_model(*options, identity_of(command)); };
  });
}

}  // namespace tango::train
