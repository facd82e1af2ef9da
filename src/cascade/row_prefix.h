// What stands before an answer: the row's id, and what of the input the row carries.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cascade/answer_format.h"
#include "task/record.h"

namespace tango::cascade {

/// A carried column keeps its name, unless the id, the answer or a column before it has that name:
/// then it is input_NAME. A table has the columns of the first row that it is told. Not
/// thread-safe.
class RowPrefix {
 public:
  /// `taken`: the names of the answer's own fields.
  RowPrefix(AnswerFormat format, std::vector<std::string> taken);

  /// For AnswerFormatter::format. `row` is the id unless the row carries one. The first call fixes
  /// a table's columns; later rows may lack some of them, which are then empty. Throws
  /// kInvalidInput for a row of a table with another column.
  [[nodiscard]] std::string of(std::uint64_t row, const task::Carried& carried);

  /// Lets a table have the columns of this row, unless it has columns already.
  void fix_columns(const std::vector<task::Field>& fields);

  /// For AnswerFormatter::header.
  [[nodiscard]] std::string header() const;

 private:
  [[nodiscard]] std::vector<std::string> names_of(const std::vector<task::Field>& fields) const;
  [[nodiscard]] std::vector<std::string> cells_of(std::uint64_t row,
                                                  const std::vector<task::Field>& fields) const;

  AnswerFormat format_;
  std::vector<std::string> taken_;
  bool has_columns_ = false;
  std::vector<std::string> columns_;  ///< Of a table, as the input calls them.
  std::vector<std::string> names_;    ///< The same, as the output calls them.
};

}  // namespace tango::cascade
