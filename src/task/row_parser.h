// The rows of a table, which TSV and CSV write differently.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "task/line_reader.h"

namespace tango::task {

/// Not thread-safe; `lines` outlives it.
class RowParser {
 public:
  virtual ~RowParser() = default;

  /// The fields of the next row, valid until the next call; false at the end. An empty line is one
  /// empty field. Throws kInvalidInput for a malformed row.
  virtual bool next(std::vector<std::string_view>& fields) = 0;

  /// The line on which the row last returned starts, from 1.
  [[nodiscard]] virtual std::int64_t first_line() const = 0;
};

/// Tabs separate fields; nothing is quoted or escaped.
[[nodiscard]] std::unique_ptr<RowParser> make_tsv_parser(LineReader& lines);

/// RFC 4180, with any of the separators of separator.h. A quote inside an unquoted field is
/// literal.
[[nodiscard]] std::unique_ptr<RowParser> make_csv_parser(LineReader& lines, char separator);

}  // namespace tango::task
