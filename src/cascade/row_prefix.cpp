#include "cascade/row_prefix.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cell.h"

namespace tango::cascade {

RowPrefix::RowPrefix(AnswerFormat format, std::vector<std::string> taken)
    : format_(format), taken_(std::move(taken)) {
  taken_.insert(taken_.end(), {"id", "error"});
}

std::vector<std::string> RowPrefix::names_of(const std::vector<task::Field>& fields) const {
  std::vector<std::string> names;
  const auto is_taken = [&](const std::string& name) {
    return std::ranges::find(taken_, name) != taken_.end() ||
           std::ranges::find(names, name) != names.end();
  };
  for (const task::Field& field : fields) {
    std::string name = field.name;
    // A new name must not be one that another column has.
    const auto is_another = [&] {
      return name != field.name &&
             std::ranges::any_of(fields, [&](const auto& other) { return other.name == name; });
    };
    while (is_taken(name) || is_another()) name.insert(0, "input_");
    names.push_back(std::move(name));
  }
  return names;
}

void RowPrefix::fix_columns(const std::vector<task::Field>& fields) {
  if (has_columns_) return;
  has_columns_ = true;
  for (const task::Field& field : fields) columns_.push_back(field.name);
  names_ = names_of(fields);
}

std::string RowPrefix::header() const {
  std::string line = "id";
  for (const std::string& name : names_) (line += delimiter(format_)) += written(name, format_);
  return line;
}

std::vector<std::string> RowPrefix::cells_of(std::uint64_t row,
                                             const std::vector<task::Field>& fields) const {
  std::vector<std::string> cells(columns_.size());
  std::vector<bool> is_filled(columns_.size());
  std::size_t expected = 0;  // rows mostly have the columns in the same order
  for (const task::Field& field : fields) {
    std::size_t column = expected;
    const auto fits = [&](std::size_t at) { return !is_filled[at] && columns_[at] == field.name; };
    if (column >= columns_.size() || !fits(column)) {
      for (column = 0; column < columns_.size() && !fits(column);) ++column;
    }
    if (column == columns_.size()) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("row {} (from 0) has a column \"{}\", which the first row lacks; a "
                              "table has one header: write jsonl, or give the rows one set of "
                              "columns",
                              row, field.name),
                  {"format"});
    }
    cells[column] = written(field, format_);
    is_filled[column] = true;
    expected = column + 1;
  }
  return cells;
}

std::string RowPrefix::of(std::uint64_t row, const task::Carried& carried) {
  const std::string id = carried.id ? written(*carried.id, format_) : fmt::format("{}", row);
  if (format_ == AnswerFormat::kJsonLines) {
    std::string prefix = "\"id\": " + id;
    if (carried.fields.empty()) return prefix;
    const std::vector<std::string> names = names_of(carried.fields);
    for (std::size_t i = 0; i < names.size(); ++i) {
      prefix +=
          fmt::format(", {}: {}", written(names[i], format_), written(carried.fields[i], format_));
    }
    return prefix;
  }
  fix_columns(carried.fields);
  std::string prefix = id;
  for (const std::string& cell : cells_of(row, carried.fields)) {
    (prefix += delimiter(format_)) += cell;
  }
  return prefix;
}

}  // namespace tango::cascade
