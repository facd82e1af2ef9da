// Input files, one record at a time: plain text, TSV, CSV, JSON Lines and JSON, compressed or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/columns.h"
#include "task/line_reader.h"
#include "task/record.h"

namespace tango::task {

enum class InputFormat {
  kText,       ///< One text per line; an empty line is an empty text.
  kTsv,        ///< Tabs separate fields; quotes are literal.
  kCsv,        ///< RFC 4180, also with other separators: see separator.h.
  kJsonLines,  ///< One JSON object per line.
  kJson        ///< One array of JSON objects, or JSON Lines. An array's "lines" are its elements.
};

/// "text", "tsv", "csv", "jsonl" or "json"; throws kUsage that lists them.
[[nodiscard]] InputFormat parse_input_format(std::string_view name);

/// By the file's extension: .tsv, .tab; .csv; .jsonl, .ndjson, .jsonlines; .json; .txt, .text or
/// none for plain text; each may be followed by .gz or .zst. nullopt for any other.
[[nodiscard]] std::optional<InputFormat> find_format(const std::filesystem::path& path);

/// As find_format; throws kUsage for any other.
[[nodiscard]] InputFormat format_of(const std::filesystem::path& path);

/// Is told, in a sentence, what was decided about a file by itself; may be empty.
using Notice = std::function<void(const std::string&)>;

struct RecordReaderOptions {
  std::optional<InputFormat> format;  ///< nullopt: format_of the path.
  ColumnRequest columns;
  std::size_t max_line_bytes = kDefaultMaxLineBytes;  ///< Of a line, and of a CSV row.
  std::optional<char> separator = {};                 ///< Of CSV; nullopt: find_separator's.
  Notice notice = nullptr;
};

/// A stream of records; holds one at a time. Not thread-safe. Ill-formed UTF-8 becomes U+FFFD.
/// In tables and JSON Lines, empty lines at the end are ignored; earlier ones are an error.
class RecordReader {
 public:
  virtual ~RecordReader() = default;

  /// Overwrites `record` with the next row; false at the end. Throws kInvalidInput that names file
  /// and line, what was found and what was expected; kNotFound for a column that does not exist.
  virtual bool next(Record& record) = 0;

  /// The names of the columns: of a table, or of the first JSON object once it has been read.
  [[nodiscard]] virtual std::vector<std::string> columns() const { return {}; }

  /// "reviews.tsv:12". Thread-safe.
  [[nodiscard]] virtual std::string where(std::int64_t line) const = 0;

  /// Whether the row for which next() has thrown is passed over, so that it can give those behind.
  [[nodiscard]] virtual bool can_go_on() const { return false; }

  /// Number of ill-formed UTF-8 sequences replaced so far.
  [[nodiscard]] virtual std::int64_t repaired_utf8() const = 0;
};

/// `path` may be "-" for standard input. Throws kNotFound, kIo, kInvalidInput (not UTF-8 text), or
/// kUsage if columns are named for plain text.
[[nodiscard]] std::unique_ptr<RecordReader> open_record_reader(const std::filesystem::path& path,
                                                               const RecordReaderOptions& options);

/// As open_record_reader, from any source of bytes. Requires: options.format is set.
[[nodiscard]] std::unique_ptr<RecordReader> make_record_reader(ReadBytes bytes,
                                                               std::string_view name,
                                                               const RecordReaderOptions& options);

}  // namespace tango::task
