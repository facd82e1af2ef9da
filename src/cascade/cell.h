// A value as one cell of a table, or as JSON.
#pragma once

#include <string>
#include <string_view>

#include "cascade/answer_format.h"
#include "task/record.h"

namespace tango::cascade {

/// What stands between the cells of a row of TSV or CSV.
[[nodiscard]] constexpr char delimiter(AnswerFormat format) {
  return format == AnswerFormat::kCsv ? ',' : '\t';
}

/// A string in quotes for JSON; for CSV as it is, in quotes where it has to be; for TSV, which has
/// neither quotes nor escapes, with spaces for tabs and line ends.
[[nodiscard]] std::string written(std::string_view text, AnswerFormat format);

/// The same of a column's value. JSON stays JSON in JSON Lines; in a table its strings have no
/// quotes and null is empty.
[[nodiscard]] std::string written(const task::Field& field, AnswerFormat format);

}  // namespace tango::cascade
