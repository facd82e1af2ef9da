#include "task/text_reader.h"

#include "base/utf8.h"

namespace tango::task {

bool TextReader::next(Record& record) {
  std::string_view line;
  if (!lines_.next(line)) return false;
  record = Record{};
  record.id = rows_++;
  record.line = lines_.line_number();
  record.text = line;
  repaired_utf8_ += static_cast<std::int64_t>(base::repair_utf8(record.text));
  if (carry_text_) record.carried.fields.push_back({.name = "text", .value = record.text});
  return true;
}

}  // namespace tango::task
