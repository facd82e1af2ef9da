#include "cascade/cell.h"

#include "base/json.h"

namespace tango::cascade {

std::string written(std::string_view text, AnswerFormat format) {
  if (format == AnswerFormat::kJsonLines) {
    return base::Json(text).dump(-1, ' ', false, base::Json::error_handler_t::replace);
  }
  std::string cell(text);
  if (format == AnswerFormat::kTsv) {
    for (char& character : cell) {
      if (character == '\t' || character == '\n' || character == '\r') character = ' ';
    }
    return cell;
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  for (std::size_t quote = cell.find('"'); quote != std::string::npos;
       quote = cell.find('"', quote + 2)) {
    cell.insert(quote, 1, '"');
  }
  return '"' + cell + '"';
}

std::string written(const task::Field& field, AnswerFormat format) {
  if (!field.is_json) return written(std::string_view(field.value), format);
  if (format == AnswerFormat::kJsonLines) return field.value;
  if (field.value == "null") return "";
  if (!field.value.starts_with('"')) return written(std::string_view(field.value), format);
  return written(base::parse_json(field.value, field.name).get<std::string>(), format);
}

}  // namespace tango::cascade
