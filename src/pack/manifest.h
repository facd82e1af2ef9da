// pack.json, the first file of an archive: what is in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace tango::pack {

inline constexpr const char* kManifestFile = "pack.json";
inline constexpr const char* kCascadeFile = "cascade.json";

struct PackedFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string hash;  ///< content_hash.

  friend bool operator==(const PackedFile&, const PackedFile&) = default;
};

/// The model of one tier.
struct PackedModel {
  /// As cascade.json names it: where it is packed, its folder. Empty of an endpoint, of which
  /// cascade.json says all there is.
  std::string name;
  std::string hash;        ///< As a certificate has it, of weights, configuration and tokenizer.
  bool is_packed = false;  ///< Else the archive's receiver has it.
  std::string base;        ///< Of an adapter whose base is not packed: its name; else empty.

  [[nodiscard]] bool is_endpoint() const { return name.empty(); }

  friend bool operator==(const PackedModel&, const PackedModel&) = default;
};

struct Manifest {
  std::vector<PackedFile> files;    ///< In the order of the archive, without pack.json.
  std::vector<PackedModel> models;  ///< [tiers]
};

/// Of a file's content, 16 hexadecimal digits: it finds damage, not forgery.
[[nodiscard]] std::string content_hash(std::string_view content);

[[nodiscard]] base::Json to_json(const Manifest& manifest);

/// Throws kInvalidModel that starts with `where` for anything but plain paths, each once and none
/// below another, of which cascade.json is one; kUnsupported for a newer major version.
[[nodiscard]] Manifest manifest_of(const base::Json& json, const std::string& where);

}  // namespace tango::pack
