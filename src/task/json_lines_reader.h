// JSON Lines: one object per line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "task/record_reader.h"

namespace tango::task {

/// The columns are the fields of the first line's object; later lines must have those that are
/// used.
class JsonLinesReader : public RecordReader {
 public:
  /// `notice`: as RecordReaderOptions has it.
  JsonLinesReader(LineReader lines, ColumnRequest columns, Notice notice)
      : lines_(std::move(lines)), request_(std::move(columns)), notice_(std::move(notice)) {}

  bool next(Record& record) override;
  [[nodiscard]] bool can_go_on() const override { return passed_; }
  [[nodiscard]] std::vector<std::string> columns() const override { return first_keys_; }
  [[nodiscard]] std::string where(std::int64_t line) const override { return lines_.where(line); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return repaired_utf8_; }

 private:
  bool next_line();
  [[nodiscard]] std::string where() const { return lines_.where(lines_.line_number()); }
  [[nodiscard]] base::Json parse() const;
  [[nodiscard]] std::string text_field(const base::Json& object, const std::string& name) const;
  /// The same, also of a list.
  [[nodiscard]] std::optional<std::string> label_field(const base::Json& object,
                                                       const std::string& name) const;
  /// The value as a table would write it; nullopt for null.
  [[nodiscard]] std::optional<std::string> scalar_field(const base::Json& object,
                                                        const std::string& name) const;
  [[nodiscard]] Carried carry() const;

  LineReader lines_;
  ColumnRequest request_;
  Notice notice_;
  std::optional<ColumnNames> columns_;
  std::vector<std::string> first_keys_;
  std::string line_;
  std::int64_t rows_ = 0;
  std::int64_t repaired_utf8_ = 0;
  bool passed_ = false;  ///< The line that next() is at has been read.
};

}  // namespace tango::task
