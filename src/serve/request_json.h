// The JSON of a request's body, read with base/json.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tango/error.h>

#include "base/json.h"

namespace tango::serve {

inline constexpr std::string_view kBody = "the request's body";

/// An object. Throws kInvalidInput.
[[nodiscard]] base::Json parse_body(std::string_view body);

[[nodiscard]] std::vector<std::string> field_names(const base::Json& object);

/// Throws kInvalidInput where one of a request's field names is none of `known`, but nearly one: it
/// would be ignored. What is like none is another program's business, and stays so.
void refuse_misspelt(std::span<const std::string> names, std::span<const std::string> known);

/// Of `error`, which base/json.h threw for `key` of `object`, what may be told: not what is there,
/// which may be a text, but its kind.
[[noreturn]] void refuse_field(const Error& error, const base::Json& object, std::string_view key);

/// As the functions of base/json.h, of a body's objects. They throw kInvalidInput.
template <typename T>
[[nodiscard]] std::optional<T> find_field(const base::Json& object, std::string_view key) {
  try {
    return base::find_field<T>(object, key, kBody);
  } catch (const Error& error) {
    refuse_field(error, object, key);
  }
}
template <typename T>
[[nodiscard]] T field_or(const base::Json& object, std::string_view key, T fallback) {
  return find_field<T>(object, key).value_or(std::move(fallback));
}
template <typename T>
[[nodiscard]] T require_field(const base::Json& object, std::string_view key) {
  try {
    return base::require_field<T>(object, key, kBody);
  } catch (const Error& error) {
    refuse_field(error, object, key);
  }
}

}  // namespace tango::serve
