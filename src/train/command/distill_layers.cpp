#include "train/command/distill_layers.h"

#include <filesystem>

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "text/tokenizer.h"
#include "train/network/layer_distillation.h"
#include "train/run/output_directory.h"
#include "train/run/trainer.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

/// A fine-tuned encoder that is not trained further.
struct FrozenEncoder {
  checkpoint::EncoderConfig config;
  std::unique_ptr<text::Tokenizer> tokenizer;
  std::unique_ptr<Encoder> encoder;
};

FrozenEncoder load_teacher(const std::string& name, const RunOptions& run) {
  const fs::path directory = checkpoint::find_model(name);
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(directory);
  const auto* config = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (config == nullptr) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() + ": not an encoder; layers can only be distilled from one");
  }
  const Parameters parameters = load_parameters(*config, checkpoint, 0);
  return {*config, text::load_tokenizer(checkpoint.tokenizer_directory),
          std::make_unique<Encoder>(parameters, *config,
                                    EncoderOptions{.compute = compute_of(run),
                                                   .device = device_of(run),
                                                   .dropout = 0,
                                                   .lora = std::nullopt})};
}

/// File and line.
std::string place_of(const TextFiles& files, std::int64_t row) {
  std::string place;
  for_each_record(files, [&](task::Record&&, const std::string& where) {
    if (row-- == 0) place = where;
  });
  return place;
}

/// Throws kUnsupported where a text has other numbers of tokens for student and teacher.
void check_lengths(const TextFiles& files, const DataSet& student, const DataSet& teacher) {
  for (std::int64_t row = 0; row < student.size(); ++row) {
    if (student.length(row) == teacher.length(row)) continue;
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: {} tokens for the student and {} for the teacher; to distil "
                            "layers, both have to tokenize alike",
                            place_of(files, row), student.length(row), teacher.length(row)));
  }
}

}  // namespace

void distill_layers(const DataOptions& data_options, const RunOptions& run,
                    const StudentOptions& options, const std::string& identity) {
  if (options.teacher.empty() || options.student == "bilstm") {
    throw Error(ErrorCode::kUsage, "--loss layers needs --teacher DIR and an encoder as --student");
  }
  const OutputDirectory output(run.output);
  const TextFiles texts = transfer_texts(data_options, resolve(data_options));
  const FrozenEncoder teacher = load_teacher(options.teacher, run);
  const ModelToTrain student =
      make_student(options, run, teacher.config.labels, texts, output.working());
  const auto& encoder = dynamic_cast<const Encoder&>(*student.network);
  const DataSet data = read_texts(texts, *student.tokenizer, student.max_tokens, nullptr);
  const DataSet of_teacher = read_texts(texts, *teacher.tokenizer, student.max_tokens, nullptr);
  check_lengths(texts, data, of_teacher);

  const LayerDistillation layers(encoder, *student.encoder, *teacher.encoder, teacher.config,
                                 run.trainer.seed);
  Parameters all;
  for (const Parameter& one : student.parameters.all()) all.add(one.name, one.value);
  for (const Parameter& one : layers.parameters().all()) all.add(one.name, one.value);
  const Objective objective{
      .data = &data,
      .loss = [&](const Batch& batch,
                  Pass& pass) { return layers.loss(batch, of_teacher.batch(batch.rows), pass); },
      .evaluate = nullptr};
  (void)train(all, objective, run.trainer, output.working(), identity);
  output.finish([&](const fs::path& directory) { student.write(directory, storage_of(run)); });
}

}  // namespace tango::train
