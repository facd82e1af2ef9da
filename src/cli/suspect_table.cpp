#include "cli/suspect_table.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/split.h"

namespace tango::cli {
namespace {

using evaluate::Table;

constexpr std::size_t kMostSuspects = 100;

}  // namespace

Table suspect_table(const std::filesystem::path& file) {
  Table table{"suspects", "detail", "", {}, {}, {}};
  std::ifstream lines(file);
  std::string line;
  if (std::getline(lines, line)) table.columns = base::split(line, '\t');
  std::ranges::replace(table.columns, "answer", "given answer");
  std::ranges::replace(table.columns, "suggested", "suggested answer");
  std::ranges::replace(table.columns, "probability", "how sure, from 0 to 1");
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    std::vector<std::string> row = base::split(line, '\t');
    row.resize(table.columns.size());
    if (count < kMostSuspects) table.add(std::move(row));
  }
  table.title = fmt::format("Models disagree with {} of the given answers", count);
  if (count > kMostSuspects) table.title += fmt::format(". The {} surest", kMostSuspects);
  table.note = fmt::format(
      "Each of these texts was shown to a small model that had not seen its given answer, and was "
      "sure of another one. Such models are often wrong themselves, more so further down. The "
      "cascade did not learn from these texts, so that nothing has to be done. To make a better "
      "one, read them from the top. Where the given answer is wrong, write the right one into the "
      "file of answers that tango build was given (--answers); then run the same command again "
      "with --force. Texts whose answer you do not change may be left out of learning again. All "
      "{} are in suspects.tsv, beside cascade.json.",
      count);
  return table;
}

}  // namespace tango::cli
