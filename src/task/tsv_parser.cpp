// TSV rows: split at tabs.
#include "task/row_parser.h"

namespace tango::task {
namespace {

class TsvParser : public RowParser {
 public:
  explicit TsvParser(LineReader& lines) : lines_(lines) {}

  bool next(std::vector<std::string_view>& fields) override {
    std::string_view line;
    if (!lines_.next(line)) return false;
    fields.clear();
    std::size_t begin = 0;
    for (std::size_t tab = line.find('\t'); tab != std::string_view::npos;
         tab = line.find('\t', begin)) {
      fields.push_back(line.substr(begin, tab - begin));
      begin = tab + 1;
    }
    fields.push_back(line.substr(begin));
    return true;
  }

  [[nodiscard]] std::int64_t first_line() const override { return lines_.line_number(); }

 private:
  LineReader& lines_;
};

}  // namespace

std::unique_ptr<RowParser> make_tsv_parser(LineReader& lines) {
  return std::make_unique<TsvParser>(lines);
}

}  // namespace tango::task
