#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/file_version.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "base/random.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/hub_cache.h"
#include "checkpoint/invalid.h"
#include "checkpoint/lora_config.h"
#include "checkpoint/merged_weights.h"
#include "checkpoint/sharded_weights.h"
#include "checkpoint/tensor_table.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdapterConfig = "adapter_config.json";
constexpr const char* kAdapterFile = "adapter_model.safetensors";
constexpr const char* kPickledAdapterFile = "adapter_model.bin";

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

[[noreturn]] void throw_not_found(const fs::path& where, const std::string& message) {
  throw Error(ErrorCode::kNotFound, where.string() + ": " + message);
}

/// In the order of `transformers`.
std::unique_ptr<WeightSource> open_weights(const fs::path& directory) {
  for (const char* whole : {"model.safetensors", "pytorch_model.bin"}) {
    const std::string index = std::string(whole) + ".index.json";
    if (is_there(directory / whole)) return open_tensor_table(directory / whole);
    if (is_there(directory / index)) return std::make_unique<ShardedWeights>(directory / index);
  }
  for (const char* exported : {"model.onnx", "onnx/model.onnx", "model_quantized.onnx"}) {
    if (is_there(directory / exported)) {
      throw_unsupported((directory / exported).string(),
                        "a model that optimum exported to ONNX; tango computes from the weights. "
                        "Take the directory that it was exported from, or its repository's "
                        "model.safetensors");
    }
  }
  throw_not_found(directory,
                  "no weights: expected model.safetensors or pytorch_model.bin, or the index of "
                  "either");
}

/// The files that a model is made of, configuration and weights, in a fixed order. A link to
/// nothing is none.
std::vector<fs::path> files_of(std::span<const fs::path> directories) {
  std::vector<fs::path> all;
  for (const fs::path& directory : directories) {
    const auto first = static_cast<std::ptrdiff_t>(all.size());
    for (const fs::directory_entry& file : fs::directory_iterator(directory)) {
      if (!is_there(file.path())) continue;
      const std::string name = file.path().filename().string();
      if (name.find(".safetensors") != std::string::npos || name.starts_with("pytorch_model") ||
          name == "config.json" || name == kAdapterConfig || name == kPickledAdapterFile) {
        all.push_back(file.path());
      }
    }
    std::sort(all.begin() + first, all.end());
  }
  return all;
}

/// One line per file, after a line for the model.
std::string fingerprint_of(const fs::path& model, std::span<const fs::path> files) {
  std::string fingerprint = fs::absolute(model).lexically_normal().string();
  for (const base::FileVersion& file : base::file_versions(files)) {
    fingerprint += "\n" + fs::absolute(file.path).string() + " " + std::to_string(file.bytes) +
                   " " + std::to_string(file.inode) + " " + std::to_string(file.modified_seconds) +
                   "." + std::to_string(file.modified_nanoseconds);
  }
  return fingerprint;
}

bool has_tokenizer(const fs::path& directory) {
  return std::ranges::any_of(std::array{"tokenizer.json", "vocab.txt", "vocab.json",
                                        "sentencepiece.bpe.model", "spiece.model", "spm.model"},
                             [&directory](const char* name) { return is_there(directory / name); });
}

void take_labels_of_weights(Checkpoint& checkpoint, bool of_adapter) {
  if (auto* encoder = std::get_if<EncoderConfig>(&checkpoint.config)) {
    encoder->labels =
        labels_of_weights(std::move(encoder->labels), *encoder, *checkpoint.weights, of_adapter);
  }
}

/// The directory of a name in the model store or the hub's cache; else what was named.
fs::path named_directory(const fs::path& name) {
  fs::path found = stored_or_itself(name);
  if (is_there(found) || !hub_name(found.string())) return found;
  return find_model(found.string());
}

Checkpoint open_adapter(const fs::path& directory) {
  const fs::path path = directory / kAdapterConfig;
  const LoraConfig lora = parse_lora_config(base::read_json(path), path.string());
  const fs::path base = find_model(lora.base_model, directory, path.string() + ": ");
  if (is_there(base / kAdapterConfig)) {
    throw_unsupported(path.string(), "the base model " + base.string() +
                                         " is an adapter itself; merge it into its own base first");
  }
  const bool is_pickled = !is_there(directory / kAdapterFile);
  const fs::path weights = directory / (is_pickled ? kPickledAdapterFile : kAdapterFile);
  if (!is_there(weights)) {
    throw_not_found(directory / kAdapterFile, "missing; it should hold the adapter's weights");
  }
  Checkpoint checkpoint;
  const bool is_described = is_there(directory / "config.json");
  checkpoint.config = read_model_config(is_described ? directory : base);
  checkpoint.weights = std::make_unique<MergedWeights>(open_weights(base), weights, lora);
  take_labels_of_weights(checkpoint, !is_described);
  checkpoint.tokenizer_directory = has_tokenizer(directory) ? directory : base;
  checkpoint.files = files_of(std::array{directory, base});
  checkpoint.fingerprint = fingerprint_of(directory, checkpoint.files);
  return checkpoint;
}

}  // namespace

fs::path find_model(const std::string& name, const fs::path& directory, const std::string& where) {
  fs::path beside = directory / name;  // `name` alone when it is an absolute path
  if (is_folder(beside)) return beside;
  fs::path stored = model_store() / name;
  if (is_folder(stored)) return stored;
  std::string looked = beside.string() + " and, in the model store, " + stored.string();
  std::string fetch;
  if (const std::optional<HubName> hub = hub_name(name)) {
    if (const auto snapshot = find_snapshot(*hub)) return *snapshot;
    looked += ", and in the cache of the hub, " + hub_cache().string();
    fetch = ", or fetch it: hf download " + name;
  }
  throw Error(ErrorCode::kNotFound,
              where + (where.empty() ? "the model " : "the base model ") + in_quotes(name) +
                  " is not there: looked for " + looked +
                  "; put its Hugging Face directory (config.json, model.safetensors) there" +
                  fetch + ", or set TANGO_MODELS to the store that has it");
}

std::uint64_t content_hash(const Checkpoint& checkpoint) {
  std::uint64_t hash = base::fnv1a64("");
  for (const fs::path& file : checkpoint.files) {
    hash = base::fnv1a64(file.filename().string(), hash);
    hash = base::fnv1a64(base::MappedFile(file).text(), hash);
  }
  return hash;
}

Checkpoint open_checkpoint(const fs::path& name) {
  const fs::path directory = named_directory(name);
  if (!is_folder(directory)) {
    throw_not_found(directory, is_there(directory)
                                   ? "not a directory; a model is a Hugging Face directory, "
                                     "a cascade the directory of its cascade.json"
                                   : "no such directory, nor one of that name in the model store"
                                     " (TANGO_MODELS)");
  }
  if (is_there(directory / kAdapterConfig)) return open_adapter(directory);
  if (!is_there(directory / "config.json")) {
    throw_not_found(directory,
                    "no model: looked for config.json and, of an adapter, adapter_config.json");
  }
  Checkpoint checkpoint;
  checkpoint.config = read_model_config(directory);
  checkpoint.weights = open_weights(directory);
  take_labels_of_weights(checkpoint, false);
  checkpoint.tokenizer_directory = directory;
  checkpoint.files = files_of(std::array{directory});
  checkpoint.fingerprint = fingerprint_of(directory, checkpoint.files);
  return checkpoint;
}

}  // namespace tango::checkpoint
