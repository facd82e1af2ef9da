#include "train/command/student.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "command/limits.h"
#include "command/say.h"
#include "train/data/vocabulary.h"
#include "train/files/model_directory.h"
#include "train/network/bilstm.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

constexpr int kWords = 128;  // per text of a BiLSTM, unless asked otherwise

at::Tensor word_vectors(const StudentOptions& options, const std::vector<std::string>& words,
                        std::uint64_t seed, bool quiet) {
  if (options.vectors == "random") return random_vectors(words, options.embedding_size, seed);
  if (options.vectors == "teacher") {
    if (options.teacher.empty()) {
      throw Error(ErrorCode::kUsage, "--vectors teacher needs --teacher DIR");
    }
    const checkpoint::Checkpoint teacher =
        checkpoint::open_checkpoint(checkpoint::find_model(options.teacher));
    const auto tokenizer = text::load_tokenizer(teacher.tokenizer_directory);
    return teacher_vectors(teacher, *tokenizer, words, options.embedding_size);
  }
  std::int64_t found = 0;
  at::Tensor vectors = glove_vectors(options.vectors, words, seed, &found);
  if (!quiet) {
    command::say("{}: has vectors for {} of {} words\n", options.vectors, found, words.size());
  }
  return vectors;
}

ModelToTrain make_bilstm(const StudentOptions& options, const RunOptions& run,
                         const checkpoint::Labels& labels, const TextFiles& texts,
                         const fs::path& working) {
  const std::vector<std::string> words =
      count_words(texts, static_cast<std::size_t>(options.vocabulary));
  const std::uint64_t seed = run.trainer.seed;
  const at::Tensor vectors = word_vectors(options, words, seed, run.trainer.quiet);
  const checkpoint::BiLstmConfig config{.vocab_size = static_cast<int>(words.size()),
                                        .embedding_size = static_cast<int>(vectors.size(1)),
                                        .hidden_size = options.hidden_size,
                                        .num_layers = options.lstm_layers,
                                        .dense_size = options.dense_size,
                                        .max_words = options.max_tokens.value_or(kWords),
                                        .labels = labels};
  ModelToTrain student;
  student.labels = labels;
  student.parameters = make_bilstm_parameters(config, vectors, seed);
  student.network = std::make_unique<BiLstm>(
      student.parameters, config,
      BiLstmOptions{.dropout = options.dropout, .word_dropout = options.word_dropout});
  student.max_tokens = config.max_words;
  student.write = [config, words, parameters = student.parameters](const fs::path& directory,
                                                                   Storage storage) {
    write_bilstm(directory, config, parameters, storage, words);
  };
  const fs::path files = working / "tokenizer";
  fs::create_directories(files);
  student.write(files, Storage::kBfloat16);
  student.tokenizer = text::load_tokenizer(files);
  return student;
}

}  // namespace

void add_student_options(CLI::App& command, StudentOptions& options) {
  command
      .add_option("--student", options.student,
                  "Student to train: bilstm, tfidf (a logistic regression on words and pairs of "
                  "neighbouring words), or the base of an encoder (a directory or a name in the "
                  "model store).")
      ->type_name("NAME")
      ->required();
  command
      .add_option(
          "--layers", options.layers,
          "For encoders: layers of the base to keep, counted from 0. By default all are kept.")
      ->type_name("N,...")
      ->delimiter(',');
  add_tuning_options(command, options.lora, options.freeze_embeddings);
  command.add_flag(
      "--frozen", options.frozen,
      "For encoders: train none of the layers, but a logistic regression on the base's "
      "sentence embeddings (the mean of the tokens, scaled to length 1), with C by "
      "cross-validation.");
  add_length_drop_options(command, options.length_drop);
  command
      .add_option("--vectors", options.vectors,
                  "For a BiLSTM: initial word vectors: a GloVe file, teacher (principal components "
                  "of the teacher's token embeddings) or random.")
      ->capture_default_str();
  command
      .add_option(
          "--teacher", options.teacher,
          "Directory of the teacher, for --vectors teacher, --loss layers and question answering.")
      ->type_name("DIR");
  const auto size = [&](const char* flag, auto& value, const char* help) {
    command.add_option(flag, value, help)
        ->capture_default_str()
        ->check(command::in_range(1, 1 << 22));
  };
  size("--vocabulary", options.vocabulary,
       "For a BiLSTM: maximum number of words in its vocabulary. For tfidf: of words and pairs.");
  size("--embedding-size", options.embedding_size, "For a BiLSTM: width of the word vectors.");
  size("--hidden-size", options.hidden_size, "For a BiLSTM: width of each direction.");
  command
      .add_option("--lstm-layers", options.lstm_layers,
                  "For a BiLSTM: number of LSTM layers; 0 means static embeddings, the mean of the "
                  "word vectors.")
      ->capture_default_str()
      ->check(command::in_range(0, 64));
  size("--dense-size", options.dense_size,
       "For a BiLSTM: width of the dense layer before the last.");
  command
      .add_option("--max-tokens", options.max_tokens,
                  "Maximum number of tokens in a text (for a BiLSTM: of words). Longer texts are "
                  "truncated, and contexts of questions are split into windows. By default it is "
                  "128; for question answering it is 384.")
      ->check(command::in_range(1, 1 << 20));
  command.add_option("--dropout", options.dropout, "Dropout of the student.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
  command
      .add_option("--word-dropout", options.word_dropout,
                  "For a BiLSTM: share of the words that become the unknown word.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
}

ModelToTrain make_student(const StudentOptions& options, const RunOptions& run,
                          const checkpoint::Labels& labels, const TextFiles& texts,
                          const fs::path& working) {
  if (options.student == "bilstm") return make_bilstm(options, run, labels, texts, working);
  return make_encoder({.base = options.student,
                       .layers = options.layers,
                       .max_tokens = options.max_tokens,
                       .dropout = options.dropout,
                       .lora = options.lora,
                       .freeze_embeddings = options.freeze_embeddings},
                      run, labels);
}

}  // namespace tango::train
