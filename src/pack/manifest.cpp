#include "pack/manifest.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/random.h"
#include "pack/refuse.h"
#include "pack/tar.h"

namespace tango::pack {
namespace {

using base::Json;

constexpr const char* kVersion = "1.0";
constexpr std::size_t kMostFiles = 10'000;
constexpr std::size_t kMostTiers = 100;

const Json& list_in(const Json& json, const char* key, std::size_t most, const std::string& where) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array() || found->empty() || found->size() > most) {
    refuse(where, fmt::format("\"{}\" should be a list of 1 to {}", key, most));
  }
  return *found;
}

PackedFile file_of(const Json& json, const std::string& where) {
  const auto bytes = base::require_field<std::int64_t>(json, "bytes", where);
  if (bytes < 0 || static_cast<std::uint64_t>(bytes) > kMostFileBytes) {
    refuse(where, fmt::format("\"bytes\" should be from 0 to {}, found {}", kMostFileBytes, bytes));
  }
  PackedFile file{.path = base::require_field<std::string>(json, "path", where),
                  .bytes = static_cast<std::uint64_t>(bytes),
                  .hash = base::require_field<std::string>(json, "hash", where)};
  if (!is_plain_path(file.path)) {
    refuse(where, fmt::format("\"path\" should be a plain relative path, found {}",
                              Json(file.path).dump(-1, ' ', true, Json::error_handler_t::replace)));
  }
  return file;
}

/// No file is another's folder, and none is there twice.
void require_different(const std::vector<PackedFile>& files, const std::string& where) {
  std::set<std::string> paths{kManifestFile};
  for (const PackedFile& file : files) {
    if (!paths.insert(file.path).second) refuse(where, file.path + " is there twice");
  }
  for (const std::string& path : paths) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      if (paths.contains(path.substr(0, slash))) {
        refuse(where, path.substr(0, slash) + " is a file and a folder");
      }
    }
  }
}

}  // namespace

std::string content_hash(std::string_view content) {
  return fmt::format("{:016x}", base::fnv1a64(content));
}

Json to_json(const Manifest& manifest) {
  Json json{{"version", kVersion},
            {"tango", std::string(version())},
            {"files", Json::array()},
            {"models", Json::array()}};
  for (const PackedFile& file : manifest.files) {
    json["files"].push_back({{"path", file.path}, {"bytes", file.bytes}, {"hash", file.hash}});
  }
  for (const PackedModel& model : manifest.models) {
    if (model.is_endpoint()) {
      json["models"].push_back({{"endpoint", true}, {"hash", model.hash}});
      continue;
    }
    Json one{{"name", model.name}, {"hash", model.hash}, {"packed", model.is_packed}};
    if (!model.base.empty()) one["base"] = model.base;
    json["models"].push_back(std::move(one));
  }
  return json;
}

Manifest manifest_of(const Json& json, const std::string& where) {
  const auto version = base::require_field<std::string>(json, "version", where);
  if (!version.starts_with("1.")) {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: version {} of the format; this tango reads version 1.x", where,
                            Json(version).dump(-1, ' ', true, Json::error_handler_t::replace)));
  }
  Manifest manifest;
  for (const Json& one : list_in(json, "files", kMostFiles, where)) {
    manifest.files.push_back(file_of(one, where));
  }
  require_different(manifest.files, where);
  const auto is_cascade = [](const PackedFile& file) { return file.path == kCascadeFile; };
  if (std::ranges::none_of(manifest.files, is_cascade)) refuse(where, "no cascade.json is packed");
  for (const Json& one : list_in(json, "models", kMostTiers, where)) {
    if (base::field_or<bool>(one, "endpoint", where, false)) {
      manifest.models.push_back(
          {.name = "", .hash = base::require_field<std::string>(one, "hash", where)});
      continue;
    }
    PackedModel model{.name = base::require_field<std::string>(one, "name", where),
                      .hash = base::require_field<std::string>(one, "hash", where),
                      .is_packed = base::require_field<bool>(one, "packed", where),
                      .base = base::field_or<std::string>(one, "base", where, "")};
    if (!is_plain_path(model.name)) refuse(where, "\"name\" of a model should be a plain path");
    manifest.models.push_back(std::move(model));
  }
  return manifest;
}

}  // namespace tango::pack
