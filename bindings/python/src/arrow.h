// Columns of texts by Arrow's C data interface, as pyarrow, pandas, polars and datasets give them.
#pragma once

#include <nanobind/nanobind.h>

namespace tango::python {

namespace nb = nanobind;

void bind_arrow(nb::module_& module);

}  // namespace tango::python
