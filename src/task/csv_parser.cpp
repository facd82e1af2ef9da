// CSV rows: RFC 4180, section 2, with any separator.
#include <tango/error.h>

#include "task/row_parser.h"
#include "task/separator.h"

namespace tango::task {
namespace {

class CsvParser : public RowParser {
 public:
  CsvParser(LineReader& lines, char separator) : lines_(lines), separator_(separator) {}

  bool next(std::vector<std::string_view>& fields) override {
    std::string_view line;
    if (!lines_.next(line)) return false;
    first_line_ = lines_.line_number();
    characters_.clear();
    ends_.clear();
    parse_row(line);
    fields.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      fields.push_back(std::string_view(characters_).substr(begin, end - begin));
      begin = end;
    }
    return true;
  }

  [[nodiscard]] std::int64_t first_line() const override { return first_line_; }

 private:
  /// Reads further lines while a quoted field is open.
  void parse_row(std::string_view line) {
    std::size_t position = 0;
    while (true) {
      if (line.substr(position).starts_with('"')) {
        position = parse_quoted(line, position + 1);
      } else {
        const std::size_t end = std::min(line.find(separator_, position), line.size());
        characters_.append(line, position, end - position);
        position = end;
      }
      ends_.push_back(characters_.size());
      if (position == line.size()) return;
      ++position;  // the separator
    }
  }

  /// From after the opening quote to the separator or the line's end after the closing one.
  /// `line` becomes the line on which the field ends.
  std::size_t parse_quoted(std::string_view& line, std::size_t position) {
    const std::int64_t opened_on = lines_.line_number();
    while (true) {
      const std::size_t quote = line.find('"', position);
      if (quote == std::string_view::npos) {
        characters_.append(line, position);
        characters_.append(lines_.line_end());
        if (characters_.size() > lines_.max_line_bytes()) {
          fail(opened_on, "a quoted field of more than " + std::to_string(lines_.max_line_bytes()) +
                              " bytes; is its closing quote missing?");
        }
        if (!lines_.next(line)) {
          fail(opened_on, "the quote that opens here is never closed, expected another \"");
        }
        position = 0;
        continue;
      }
      characters_.append(line, position, quote - position);
      position = quote + 1;
      if (position == line.size() || line[position] == separator_) return position;
      if (line[position] != '"') {
        fail(lines_.line_number(), "text after a closing quote at byte " +
                                       std::to_string(position + 1) + ", expected " +
                                       std::string(name_of_separator(separator_)) +
                                       ", the line's end, or a doubled quote");
      }
      characters_.push_back('"');
      ++position;
    }
  }

  [[noreturn]] void fail(std::int64_t line, const std::string& what) const {
    throw Error(ErrorCode::kInvalidInput, lines_.where(line) + ": " + what);
  }

  LineReader& lines_;
  char separator_;
  std::int64_t first_line_ = 0;
  std::string characters_;         ///< Of all fields of the row, unquoted.
  std::vector<std::size_t> ends_;  ///< Where in `characters_` each field ends.
};

}  // namespace

std::unique_ptr<RowParser> make_csv_parser(LineReader& lines, char separator) {
  return std::make_unique<CsvParser>(lines, separator);
}

}  // namespace tango::task
