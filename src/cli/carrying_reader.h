// What rows give to their answers, kept while the answers are on their way.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "task/record_reader.h"

namespace tango::cli {

struct CarriedRow {
  task::Carried carried;
  bool is_lost = false;  ///< The row could not be read, and what it carries is not known.
};

/// Reads what another reader does. pop() may be called from another thread than the rest.
class CarryingReader : public task::RecordReader {
 public:
  /// `on_columns` is called once the names of the columns are known, by next().
  CarryingReader(task::RecordReader& reader, const task::ColumnRequest& columns,
                 std::function<void(const std::vector<std::string>&)> on_columns)
      : reader_(reader),
        has_id_(columns.id.has_value()),
        keeps_all_(columns.keep_all),
        on_columns_(std::move(on_columns)) {}

  bool next(task::Record& record) override;
  /// Of the next row in the order in which they were read, of those that have an answer or an error
  /// in its place.
  [[nodiscard]] CarriedRow pop();

  [[nodiscard]] bool can_go_on() const override { return reader_.can_go_on(); }
  [[nodiscard]] std::vector<std::string> columns() const override { return reader_.columns(); }
  [[nodiscard]] std::string where(std::int64_t line) const override { return reader_.where(line); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return reader_.repaired_utf8(); }

 private:
  void push(CarriedRow&& row);

  task::RecordReader& reader_;
  bool has_id_, keeps_all_;
  std::function<void(const std::vector<std::string>&)> on_columns_;
  std::mutex mutex_;
  std::deque<CarriedRow> rows_;
};

}  // namespace tango::cli
