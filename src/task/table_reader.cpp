#include "task/table_reader.h"

#include <algorithm>

#include <tango/error.h>

#include "base/utf8.h"
#include "task/field_values.h"

namespace tango::task {

TableReader::TableReader(LineReader lines, const RecordReaderOptions& options)
    : lines_(std::move(lines)),
      rows_(options.format == InputFormat::kCsv ? make_csv_parser(lines_)
                                                : make_tsv_parser(lines_)),
      names_(options.columns.names) {
  if (names_.empty()) read_header(options.columns);
  resolve(options.columns);
}

void TableReader::read_header(const ColumnRequest& request) {
  if (!rows_->next(fields_)) {
    throw Error(ErrorCode::kInvalidInput,
                lines_.name() + ": is empty, expected a header row that names the columns" +
                    (request.text ? ", \"" + *request.text + "\" among them" : ""));
  }
  names_.assign(fields_.begin(), fields_.end());
  for (std::string& name : names_) repaired_utf8_ += static_cast<int>(base::repair_utf8(name));
}

void TableReader::resolve(const ColumnRequest& request) {
  const std::string where = request.names.empty() ? lines_.where(1) : lines_.name();
  const ColumnNames chosen = choose_columns(request, names_, where);
  const auto index_of = [&](const std::string& name) {
    if (std::ranges::count(names_, name) > 1) {
      throw Error(ErrorCode::kInvalidInput,
                  where + ": two columns are named \"" + name + "\"; name each once");
    }
    return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
  };
  const auto index_if = [&](const std::optional<std::string>& name) {
    return name ? std::optional(index_of(*name)) : std::nullopt;
  };
  indices_ = {index_of(chosen.text),  index_if(chosen.pair),      index_if(chosen.label),
              index_if(chosen.group), index_if(chosen.threshold), index_if(chosen.tier)};
}

bool TableReader::next_row() {
  std::optional<std::int64_t> empty_line;
  while (rows_->next(fields_)) {
    const bool is_empty = names_.size() > 1 && fields_.size() == 1 && fields_[0].empty();
    if (!is_empty && !empty_line) return true;
    if (!is_empty) {
      throw Error(ErrorCode::kInvalidInput, lines_.where(*empty_line) +
                                                ": an empty line between the rows, expected " +
                                                std::to_string(names_.size()) + " fields");
    }
    if (!empty_line) empty_line = rows_->first_line();
  }
  return false;
}

std::string TableReader::repaired(std::string_view field) {
  std::string text(field);
  repaired_utf8_ += static_cast<std::int64_t>(base::repair_utf8(text));
  return text;
}

bool TableReader::next(Record& record) {
  passed_ = false;
  if (!next_row()) return false;
  passed_ = true;
  if (fields_.size() != names_.size()) {
    throw Error(ErrorCode::kInvalidInput, where() + ": " + std::to_string(fields_.size()) +
                                              " fields, expected " + std::to_string(names_.size()) +
                                              ": " + quoted_list(names_));
  }
  record = Record{};
  record.id = next_id_++;
  record.line = rows_->first_line();
  record.text = repaired(fields_[indices_.text]);
  if (indices_.pair) record.pair = repaired(fields_[*indices_.pair]);
  if (indices_.label) record.label = repaired(fields_[*indices_.label]);
  if (indices_.group) record.group = repaired(fields_[*indices_.group]);
  if (indices_.threshold && !fields_[*indices_.threshold].empty()) {
    record.threshold =
        parse_threshold(fields_[*indices_.threshold], names_[*indices_.threshold], where());
  }
  if (indices_.tier && !fields_[*indices_.tier].empty()) {
    record.tier = parse_tier(fields_[*indices_.tier], names_[*indices_.tier], where());
  }
  return true;
}

}  // namespace tango::task
