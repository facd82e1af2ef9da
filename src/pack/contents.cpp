#include "pack/contents.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "base/ordered_json.h"
#include "cascade/cascade_config.h"
#include "certify/identity.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/lora_config.h"
#include "pack/tar.h"

namespace tango::pack {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdapterConfig = "adapter_config.json";

/// Whether a model is made of the file, or it says what the model is. A directory of a trainer also
/// holds optimizers' states and the weights of other frameworks.
bool belongs_to_model(const std::string& name) {
  constexpr std::array<std::string_view, 5> kExtensions{".json", ".jsonl", ".txt", ".model", ".md"};
  if (name.find(".safetensors") != std::string::npos) return true;
  if (name.starts_with('.')) return false;
  if (name.starts_with("pytorch_model") || name == "adapter_model.bin") return true;
  if (name == "LICENSE" || name == "NOTICE") return true;
  return std::ranges::any_of(kExtensions,
                             [&](std::string_view extension) { return name.ends_with(extension); });
}

class Collector {
 public:
  Collector(const fs::path& directory, const PackOptions& options)
      : directory_(directory),
        options_(options),
        config_(cascade::read_cascade_config(directory)),
        json_(base::OrderedJson::parse(base::read_json(directory / kCascadeFile).dump())) {}

  Contents collect() {
    const std::vector<std::string> hashes = certify::identity_of_files(config_).models;
    for (std::size_t i = 0; i < config_.tiers.size(); ++i) {
      if (config_.tiers[i].endpoint) {
        contents_.models.push_back({.name = "", .hash = hashes[i]});
        continue;
      }
      const fs::path& model = config_.tiers[i].model;
      const bool is_teacher = model == config_.tiers.back().model;
      const bool is_packed = options_.with_teacher || !is_teacher;
      const bool is_new = !folders_.contains(model);
      PackedModel packed{.name = is_packed ? folder_of(model) : name_of(i),
                         .hash = hashes[i],
                         .is_packed = is_packed,
                         .base = ""};
      if (is_packed) packed.base = add_model(model, packed.name, is_new);
      contents_.models.push_back(std::move(packed));
    }
    for (const char* file : {"certificate.json", "scores.json", "README.md"}) {
      if (base::exists(directory_ / file)) add(file, directory_ / file);
    }
    add_cascade();
    std::ranges::sort(contents_.files, {}, &Content::path);
    return std::move(contents_);
  }

 private:
  void add(const std::string& path, const fs::path& source) {
    if (!is_plain_path(path)) {
      throw Error(ErrorCode::kUnsupported,
                  fmt::format("{}: its name can't travel; names of letters, digits and ._-+ do, of "
                              "at most 100 bytes",
                              source.string()));
    }
    contents_.files.push_back({.path = path, .source = source, .text = ""});
  }

  /// What cascade.json calls the model of a tier.
  base::OrderedJson& model_of(std::size_t tier) {
    base::OrderedJson& json = json_["tiers"][tier];
    return json[json.contains("exit_of") ? "exit_of" : "model"];
  }

  /// Of a model that is not packed: its name in the model store, or what a folder would be called.
  std::string name_of(std::size_t tier) {
    std::string name = model_of(tier).get<std::string>();
    const bool is_stored = is_plain_path(name) && !base::exists(directory_ / name);
    return is_stored ? name : folder_of(config_.tiers[tier].model);
  }

  /// The name of the model's directory, if it can have that, numbered where it is taken.
  std::string folder_of(const fs::path& model) {
    const auto known = folders_.find(model);
    if (known != folders_.end()) return known->second;
    const fs::path plain = model.has_filename() ? model : model.parent_path();
    std::string name = plain.filename().string();
    if (!is_plain_path(name)) name = "model";
    const std::string first = name;
    for (int number = 2; !taken_.insert(name).second; ++number) {
      name = fmt::format("{}-{}", first, number);
    }
    return folders_[model] = name;
  }

  void add_files(const fs::path& model, const std::string& folder) {
    for (const fs::directory_entry& file : fs::directory_iterator(model)) {
      const std::string name = file.path().filename().string();
      if (file.is_regular_file() && belongs_to_model(name))
        add(fmt::format("{}/{}", folder, name), file.path());
    }
  }

  /// Returns the name of its base where that is not packed. A base is packed where the adapter
  /// looks for it first, below itself.
  std::string add_model(const fs::path& model, const std::string& folder, bool is_new) {
    if (is_new) add_files(model, folder);
    const fs::path adapter = model / kAdapterConfig;
    if (!base::exists(adapter)) return "";
    std::string base =
        checkpoint::parse_lora_config(base::read_json(adapter), adapter.string()).base_model;
    if (!is_plain_path(base)) {
      throw Error(ErrorCode::kUnsupported,
                  fmt::format("{}: \"base_model_name_or_path\" is {}, which no other machine has; "
                              "put the base into the model store and name it as it is called "
                              "there, or make the model whole with tango export",
                              adapter.string(), base));
    }
    if (!options_.with_bases) return base;
    if (is_new) add_files(checkpoint::find_model(base, model), folder + "/" + base);
    return "";
  }

  void add_cascade() {
    for (std::size_t i = 0; i < contents_.models.size(); ++i) {
      if (!contents_.models[i].is_endpoint()) model_of(i) = contents_.models[i].name;
    }
    contents_.files.push_back({.path = kCascadeFile, .source = "", .text = json_.dump(2) + "\n"});
  }

  const fs::path& directory_;
  const PackOptions& options_;
  cascade::CascadeConfig config_;
  base::OrderedJson json_;
  std::map<fs::path, std::string> folders_;
  std::set<std::string> taken_{kManifestFile, kCascadeFile, "certificate.json", "scores.json",
                               "README.md"};
  Contents contents_;
};

}  // namespace

Contents contents_of(const fs::path& directory, const PackOptions& options) {
  try {
    return Collector(directory, options).collect();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

}  // namespace tango::pack
