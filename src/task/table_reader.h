// TSV and CSV, whose columns a header row or the caller names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/record_reader.h"
#include "task/row_parser.h"
#include "task/separator.h"

namespace tango::task {

class TableReader : public RecordReader {
 public:
  /// Reads the header row, unless columns.names replaces it. Without a separator it is TSV.
  /// `notice`: as RecordReaderOptions has it.
  TableReader(LineReader lines, const ColumnRequest& columns, std::optional<Separator> separator,
              const Notice& notice);

  bool next(Record& record) override;
  [[nodiscard]] bool can_go_on() const override { return passed_; }
  [[nodiscard]] std::vector<std::string> columns() const override { return names_; }
  [[nodiscard]] std::string where(std::int64_t line) const override { return lines_.where(line); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return repaired_utf8_; }

 private:
  struct Indices {
    std::size_t text = 0;
    std::optional<std::size_t> pair, label, group, threshold, tier, id;
    std::vector<std::size_t> label_columns;
  };

  void read_header(const ColumnRequest& request);
  void resolve(const ColumnRequest& request, const Notice& notice);
  bool next_row();
  [[nodiscard]] std::string where() const { return lines_.where(rows_->first_line()); }
  std::string repaired(std::string_view field);
  [[nodiscard]] Carried carry();

  LineReader lines_;
  std::unique_ptr<RowParser> rows_;
  std::vector<std::string> names_;
  Indices indices_;
  bool keep_all_ = false;
  std::vector<std::string_view> fields_;
  std::int64_t next_id_ = 0;
  bool passed_ = false;  ///< The row that next() is at has been read.
  std::int64_t repaired_utf8_ = 0;
};

}  // namespace tango::task
