#include "pack/archive.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/own_json.h"
#include "pack/refuse.h"
#include "pack/tar.h"

namespace tango::pack {
namespace {

using base::Json;

constexpr std::uint64_t kMostManifestBytes = 4U << 20U;

/// The tiers' models as cascade.json names them, which has been hashed, but may say anything.
void check_models(const Manifest& manifest, std::string_view cascade, const std::string& where) {
  const Json json = base::parse_own_json(cascade, where);
  const auto tiers = json.find("tiers");
  if (tiers == json.end() || !tiers->is_array() || tiers->size() != manifest.models.size()) {
    refuse(where, fmt::format("\"tiers\" should be a list of {}, one for each model",
                              manifest.models.size()));
  }
  for (std::size_t i = 0; i < tiers->size(); ++i) {
    const Json& tier = (*tiers)[i];
    const PackedModel& model = manifest.models[i];
    const std::string of_tier = fmt::format("{}: tier {}", where, i + 1);
    if (tier.contains("endpoint") != model.is_endpoint()) {
      refuse(of_tier, model.is_endpoint() ? "not the endpoint that was packed"
                                          : "an endpoint, and not the model of " + model.name);
    }
    if (model.is_endpoint()) {
      if (tier.contains("model") || tier.contains("exit_of")) refuse(of_tier, "a model, too");
      continue;
    }
    for (const char* key : {"model", "exit_of"}) {
      const auto name = base::find_field<std::string>(tier, key, of_tier);
      if (name && *name != model.name) refuse(of_tier, "not the model of " + model.name);
    }
    const auto is_of_model = [&](const PackedFile& file) {
      return file.path.starts_with(model.name + "/");
    };
    if (model.is_packed && std::ranges::none_of(manifest.files, is_of_model)) {
      refuse(of_tier, model.name + " is not packed");
    }
  }
}

}  // namespace

Archive read_archive(std::string_view bytes, const std::string& where) {
  TarReader reader(bytes, where);
  const std::uint64_t manifest_bytes = reader.next_bytes();
  if (manifest_bytes > kMostManifestBytes) refuse(where, "not an archive of tango pack");
  const std::string of_manifest = fmt::format("{}: {}", where, kManifestFile);
  Archive archive;
  archive.manifest = manifest_of(
      base::parse_own_json(reader.take(kManifestFile, manifest_bytes), of_manifest), of_manifest);
  for (const PackedFile& file : archive.manifest.files) {
    archive.contents.push_back(reader.take(file.path, file.bytes));
  }
  reader.finish();
  for (std::size_t i = 0; i < archive.contents.size(); ++i) {
    const PackedFile& file = archive.manifest.files[i];
    const std::string hash = content_hash(archive.contents[i]);
    if (hash != file.hash) {
      refuse(where, fmt::format("{} has changed since it was packed: its hash is {}, not {}",
                                file.path, hash, file.hash));
    }
    if (file.path == kCascadeFile) {
      check_models(archive.manifest, archive.contents[i],
                   fmt::format("{}: {}", where, kCascadeFile));
    }
  }
  return archive;
}

}  // namespace tango::pack
