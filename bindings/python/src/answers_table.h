// Answers as a table, for pyarrow, pandas, polars and datasets.
#pragma once

#include "answers.h"
#include "arrow_export.h"

namespace tango::python {

/// A row for each text. Columns are named as in the CSV of `tango classify --scores`, with
/// cut_short besides, and error, which is null where there is an answer, as the others are where
/// there is none.
[[nodiscard]] ArrowColumn table_of(const Answers& answers);

}  // namespace tango::python
