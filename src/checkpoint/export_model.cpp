#include "checkpoint/export_model.h"

#include <span>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/file_status.h"
#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/invalid.h"
#include "checkpoint/model_files.h"
#include "checkpoint/name_prefix.h"
#include "checkpoint/parameter_list.h"
#include "checkpoint/safetensors_writer.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

/// What the weights call the tensor that `transformers` would write as `name`.
std::string name_in(const WeightSource& weights, const std::string& name) {
  if (weights.contains(name)) return name;
  const std::string bare(without_encoder_prefix(name));
  for (const std::string_view prefix : encoder_prefixes()) {
    std::string found = std::string(prefix) + bare;
    if (weights.contains(found)) return found;
  }
  throw_invalid(weights.where(), "tensor " + in_quotes(name) +
                                     " is missing; only a model with its head can be exported");
}

void write_weights(const WeightSource& weights, const ModelConfig& config, const fs::path& path) {
  const std::vector<ParameterSpec> parameters = parameter_list(config);
  std::vector<std::shared_ptr<const float>> held;
  std::vector<TensorView> tensors;
  for (const ParameterSpec& one : parameters) {
    held.push_back(weights.view(name_in(weights, one.name), one.shape));
    const std::span elements(held.back().get(), static_cast<std::size_t>(one.shape.elements()));
    tensors.push_back({one.name, "F32", one.shape, std::as_bytes(elements)});
  }
  write_safetensors(path, tensors, {{"format", "pt"}});
}

/// The directory that has the model's config.json: of an adapter without one, the base's.
fs::path described_by(const Checkpoint& checkpoint) {
  for (const fs::path& file : checkpoint.files) {
    if (file.filename() == "config.json") return file;
  }
  throw_invalid(checkpoint.tokenizer_directory.string(), "there is no config.json");
}

}  // namespace

std::vector<std::string> export_model(const fs::path& name, const fs::path& output) {
  const Checkpoint checkpoint = open_checkpoint(name);
  const auto* const encoder = std::get_if<EncoderConfig>(&checkpoint.config);
  if (encoder == nullptr || encoder->reads_sentence) {
    throw_unsupported(name.string(),
                      "a BiLSTM, TF-IDF or a head on sentence embeddings, which no other program "
                      "knows; its directory is all there is");
  }
  base::require_absent(output);
  try {
    base::Draft draft(output);
    fs::create_directories(draft.path());
    const base::Json config =
        classifier_config(base::read_json(described_by(checkpoint)), *encoder, "float32");
    base::write_file(draft.path() / "config.json", config.dump(2) + "\n");
    write_weights(*checkpoint.weights, checkpoint.config, draft.path() / "model.safetensors");
    copy_tokenizer(checkpoint.tokenizer_directory, draft.path());
    draft.commit();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
  std::vector<std::string> remarks;
  if (!encoder->token_shares.empty()) {
    remarks.emplace_back(
        "This model prunes tokens between its layers (\"token_shares\" in config.json); other "
        "programs compute all of them, and answer somewhat otherwise.");
  }
  return remarks;
}

}  // namespace tango::checkpoint
