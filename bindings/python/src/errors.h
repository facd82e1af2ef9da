// tango::Error as Python sees it: tangobert.Error.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <nanobind/nanobind.h>

#include <tango/error.h>

namespace tango::python {

namespace nb = nanobind;

/// A str; of what is not UTF-8 (messages quote files and texts), with U+FFFD.
[[nodiscard]] nb::object text_of_utf8(std::string_view text);

/// Has every tango::Error that leaves the module arrive as tangobert.Error.
void register_errors();

/// An exception object; `index` is that of the text among those of its call.
[[nodiscard]] nb::object error_object(const Error& error, std::optional<std::size_t> index = {});

/// Throws it.
[[noreturn]] void raise_error(const Error& error, std::size_t index);

}  // namespace tango::python
