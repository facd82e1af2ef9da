// A model directory, opened: what it is and where its weights are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

struct Checkpoint {
  ModelConfig config;
  std::unique_ptr<WeightSource> weights;      ///< Adapter merged in, if there is one.
  std::filesystem::path tokenizer_directory;  ///< The directory itself, or an adapter's base.
  /// Path, size, inode and time of the last change of every file that the weights come from. What
  /// was derived from the weights is valid while this does not change.
  std::string fingerprint;
  std::vector<std::filesystem::path> files;  ///< Those files.
};

/// A hash of the names and contents of those files, wherever they are. Reads all of them.
[[nodiscard]] std::uint64_t content_hash(const Checkpoint& checkpoint);

/// Opens a Hugging Face directory: config.json with model.safetensors or pytorch_model.bin (or the
/// shards and index of either), or a PEFT LoRA adapter, whose base is found as a path, or as
/// find_model does. Where no directory has that name, it may be one of the store's or of the hub's
/// (find_model).
/// Throws kNotFound (what is missing, and where to put it), kInvalidModel, kUnsupported.
[[nodiscard]] Checkpoint open_checkpoint(const std::filesystem::path& name);

/// The directory of the model called `name`: a path (from `directory`, where it is not absolute),
/// the model store's, or that of hub_cache.h. Throws kNotFound that starts with `where` and says
/// where it belongs.
[[nodiscard]] std::filesystem::path find_model(const std::string& name,
                                               const std::filesystem::path& directory = ".",
                                               const std::string& where = "");

/// $TANGO_MODELS, else $XDG_CACHE_HOME/tango/models, else ~/.cache/tango/models. A base model
/// "organisation/name" is looked for at that path below it.
[[nodiscard]] std::filesystem::path model_store();

/// The directory of that name in the model store, where there is one and nothing lies at the path
/// itself; else `path` as it is.
[[nodiscard]] std::filesystem::path stored_or_itself(const std::filesystem::path& path);

}  // namespace tango::checkpoint
