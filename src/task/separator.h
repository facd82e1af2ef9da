// What stands between the fields of a CSV file: comma, semicolon, tab or bar.
#pragma once

#include <string>
#include <string_view>

#include "task/record_reader.h"

namespace tango::task {

struct Separator {
  char character = ',';
  bool has_line = false;  ///< The first line is "sep=;", as Excel writes it, and no row.
};

/// "a comma", "a semicolon".
[[nodiscard]] std::string_view name_of_separator(char separator);

/// Of a flag: the character itself, or "tab". Throws kUsage that lists them.
[[nodiscard]] char parse_separator(std::string_view text);

/// options.separator, or what the file's start shows: a first line "sep=;"; else the separator with
/// which the header row has the columns that are wanted, or without a header the first row as many
/// fields as columns are named; else that with most fields in the first row. A comma comes first.
/// Tells options.notice of any other. Reads no more than the first row, which `bytes` gives again.
/// Throws kInvalidInput where a row without a header fits two separators, and as `bytes` does.
[[nodiscard]] Separator choose_separator(ReadBytes& bytes, const std::string& name,
                                         const RecordReaderOptions& options);

}  // namespace tango::task
