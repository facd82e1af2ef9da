#include "recipe/calibration_texts.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/random.h"

namespace tango::recipe {
namespace {

struct Candidate {
  std::uint64_t rank;
  std::int64_t row;
};

std::string line_of(const task::Record& record) {
  std::string line = record.text;
  if (record.pair) line += "\t" + *record.pair;
  for (char& letter : line) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return line;
}

}  // namespace

void draw_calibration_texts(const std::filesystem::path& input,
                            const task::RecordReaderOptions& reading, std::int64_t count,
                            std::uint64_t seed, const std::filesystem::path& output) {
  const base::RandomStream random(seed, "calibration texts");
  const auto reader = task::open_record_reader(input, reading);
  std::vector<Candidate> candidates;
  std::vector<std::string> lines;
  std::unordered_set<std::uint64_t> seen;
  bool is_pair = false;
  for (task::Record record; reader->next(record);) {
    is_pair = is_pair || record.pair.has_value();
    std::string line = line_of(record);
    const std::uint64_t hash = base::fnv1a64(line);
    if (!seen.insert(hash).second) continue;
    candidates.push_back({random.bits(hash), static_cast<std::int64_t>(lines.size())});
    lines.push_back(std::move(line));
  }
  if (count * 2 > static_cast<std::int64_t>(lines.size())) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {} different texts; to set {} of them aside for calibration there "
                            "should be at least {}",
                            input.string(), lines.size(), count, count * 2));
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& left, const Candidate& right) {
              return std::pair(left.rank, left.row) < std::pair(right.rank, right.row);
            });
  candidates.resize(static_cast<std::size_t>(count));
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& left, const Candidate& right) { return left.row < right.row; });

  base::AtomicFile file(output);
  file.stream().write(is_pair ? "text\ttext_pair\n" : "text\n");
  for (const Candidate& one : candidates) {
    file.stream().write(lines[static_cast<std::size_t>(one.row)] + "\n");
  }
  file.commit();
}

}  // namespace tango::recipe
