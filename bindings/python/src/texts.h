// Texts as Python programs have them.
#pragma once

#include <cstddef>
#include <vector>

#include <nanobind/nanobind.h>

#include <tango/text.h>

namespace tango::python {

namespace nb = nanobind;

/// Texts that were read from something other than Python objects; see arrow.h.
struct Texts {
  std::vector<Text> texts;
};

/// A str, a dict {"text", "text_pair"} or {"question", "context"}, or a tuple of two str. `index`
/// is for errors. Throws kInvalidInput.
[[nodiscard]] Text text_of(nb::handle item, std::size_t index);

/// Of Texts (which it empties), a list or a tuple. Throws kInvalidInput.
[[nodiscard]] std::vector<Text> texts_of(nb::handle items);

void bind_texts(nb::module_& module);

}  // namespace tango::python
