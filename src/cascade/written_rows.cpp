#include "cascade/written_rows.h"

namespace tango::cascade {

WrittenRows written_rows(std::string_view text, AnswerFormat format) {
  WrittenRows written;
  bool in_quotes = false;  // of CSV, where they may stand around line ends; doubled ones cancel out
  std::uint64_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && format == AnswerFormat::kCsv) in_quotes = !in_quotes;
    if (text[i] != '\n' || in_quotes) continue;
    ++lines;
    written.bytes = i + 1;
  }
  const std::uint64_t headers = format == AnswerFormat::kJsonLines ? 0 : 1;
  if (lines <= headers) return {};
  written.rows = lines - headers;
  return written;
}

}  // namespace tango::cascade
