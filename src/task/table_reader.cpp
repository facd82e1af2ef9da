#include "task/table_reader.h"

#include <algorithm>

#include <tango/error.h>

#include "base/utf8.h"
#include "task/field_values.h"

namespace tango::task {

TableReader::TableReader(LineReader lines, const ColumnRequest& columns,
                         std::optional<Separator> separator, const Notice& notice)
    : lines_(std::move(lines)),
      rows_(separator ? make_csv_parser(lines_, separator->character) : make_tsv_parser(lines_)),
      names_(columns.names),
      keep_all_(columns.keep_all) {
  if (std::string_view line; separator && separator->has_line) (void)lines_.next(line);
  if (names_.empty()) read_header(columns);
  resolve(columns, notice);
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

void TableReader::resolve(const ColumnRequest& request, const Notice& notice) {
  const std::string where = request.names.empty() ? this->where() : lines_.name();
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
  indices_ = {.text = index_of(chosen.text),
              .pair = index_if(chosen.pair),
              .label = index_if(chosen.label),
              .group = index_if(chosen.group),
              .threshold = index_if(chosen.threshold),
              .tier = index_if(chosen.tier),
              .id = index_if(chosen.id),
              .label_columns = {}};
  for (const std::string& name : chosen.label_columns) {
    indices_.label_columns.push_back(index_of(name));
  }
  const std::string sentence = chosen_by_itself(request, chosen, names_);
  if (notice && !sentence.empty()) notice(sentence);
  if (!keep_all_) return;
  for (const std::string& name : names_) (void)index_of(name);  // no two are carried under one name
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

Carried TableReader::carry() {
  Carried carried;
  if (indices_.id) carried.id = {names_[*indices_.id], repaired(fields_[*indices_.id])};
  for (std::size_t i = 0; keep_all_ && i < names_.size(); ++i) {
    const bool is_id = i == indices_.id;
    if (is_id && names_[i] == "id") continue;
    carried.fields.push_back({names_[i], is_id ? carried.id->value : repaired(fields_[i])});
  }
  return carried;
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
  const std::int64_t before = repaired_utf8_;
  record.text = repaired(fields_[indices_.text]);
  if (indices_.pair) record.pair = repaired(fields_[*indices_.pair]);
  if (indices_.label) record.label = repaired(fields_[*indices_.label]);
  for (const std::size_t index : indices_.label_columns) {
    record.label_values.push_back(repaired(fields_[index]));
  }
  if (indices_.group) record.group = repaired(fields_[*indices_.group]);
  if (keep_all_) repaired_utf8_ = before;  // what is used is carried as well, and counted there
  record.carried = carry();
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
