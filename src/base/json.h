// JSON files with errors that name the file and the field.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace tango::base {

using Json = nlohmann::json;

/// Parses `text`; what Python writes as NaN, Infinity and -Infinity becomes a string. Throws
/// `kInvalidModel` that starts with `where` (a file's name) and gives the byte at which parsing
/// stopped. Depth is bounded, so hostile nesting can't exhaust the stack.
[[nodiscard]] Json parse_json(std::string_view text, std::string_view where);

/// Reads and parses a file; kNotFound or kIo when it can't be read.
[[nodiscard]] Json read_json(const std::filesystem::path& path);

/// The field `key` of `object` as T, or nullopt when it is absent or null. Throws kInvalidModel
/// naming `where`, the key, and what is there instead. T: bool, std::int64_t, double,
/// std::string or (found, not required) std::vector<double>.
template <typename T>
[[nodiscard]] std::optional<T> find_field(const Json& object, std::string_view key,
                                          std::string_view where);

/// As find_field, with a default.
template <typename T>
[[nodiscard]] T field_or(const Json& object, std::string_view key, std::string_view where,
                         T fallback) {
  return find_field<T>(object, key, where).value_or(std::move(fallback));
}

/// As find_field, but its absence is an error too.
template <typename T>
[[nodiscard]] T require_field(const Json& object, std::string_view key, std::string_view where);

}  // namespace tango::base
