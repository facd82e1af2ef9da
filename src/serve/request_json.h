// The JSON of a request's body, read with base/json.h.
#pragma once

#include <string_view>
#include <utility>

#include <tango/error.h>

#include "base/json.h"

namespace tango::serve {

inline constexpr std::string_view kBody = "the request's body";

/// An object. Throws kInvalidModel, as the functions of base/json.h do.
[[nodiscard]] base::Json parse_body(std::string_view body);

/// What `read` gives. base/json.h speaks of files of a model: its errors become kInvalidInput.
template <typename Read>
auto as_input(Read&& read) {
  try {
    return std::forward<Read>(read)();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidModel) throw;
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
}

}  // namespace tango::serve
