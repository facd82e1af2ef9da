#include "recipe/calibration_texts.h"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/random.h"
#include "calibrate/bound/binomial.h"
#include "recipe/table_line.h"

namespace tango::recipe {
namespace {

constexpr double kCertificateSignificance =
    0.05;  // tango calibrate's own, unless it is told otherwise

struct Candidate {
  std::uint64_t rank;
  std::int64_t row;
};

void sort_by_rank(std::vector<Candidate>& candidates) {
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& left, const Candidate& right) {
              return std::pair(left.rank, left.row) < std::pair(right.rank, right.row);
            });
}

/// The chosen lines in their own order.
void write(bool is_pair, const std::vector<std::string>& lines, std::span<const Candidate> chosen,
           const std::filesystem::path& output) {
  std::vector<std::int64_t> rows;
  rows.reserve(chosen.size());
  for (const Candidate& one : chosen) rows.push_back(one.row);
  std::sort(rows.begin(), rows.end());
  base::AtomicFile file(output);
  file.stream().write(is_pair ? "text\ttext_pair\n" : "text\n");
  for (const std::int64_t row : rows) {
    file.stream().write(lines[static_cast<std::size_t>(row)] + "\n");
  }
  file.commit();
}

/// All different.
struct Drawable {
  std::vector<Candidate> candidates;  ///< The first in rank first.
  std::vector<std::string> lines;
  bool is_pair = false;
};

Drawable read_drawable(const std::filesystem::path& input, const task::RecordReaderOptions& reading,
                       const base::RandomStream& random) {
  const auto reader = task::open_record_reader(input, reading);
  Drawable found;
  std::unordered_set<std::uint64_t> seen;
  for (task::Record record; reader->next(record);) {
    found.is_pair = found.is_pair || record.pair.has_value();
    std::string line = line_of(record);
    const std::uint64_t hash = base::fnv1a64(line);
    if (!seen.insert(hash).second) continue;
    found.candidates.push_back({random.bits(hash), static_cast<std::int64_t>(found.lines.size())});
    found.lines.push_back(std::move(line));
  }
  sort_by_rank(found.candidates);
  return found;
}

}  // namespace

void draw_calibration_texts(const std::filesystem::path& input,
                            const task::RecordReaderOptions& reading, std::int64_t count,
                            std::uint64_t seed, const std::filesystem::path& output) {
  const Drawable found = read_drawable(input, reading, {seed, "calibration texts"});
  if (count * 2 > static_cast<std::int64_t>(found.lines.size())) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {} different texts; to set {} of them aside for calibration there "
                            "should be at least {}",
                            input.string(), found.lines.size(), count, count * 2));
  }
  write(found.is_pair, found.lines,
        std::span(found.candidates).first(static_cast<std::size_t>(count)), output);
}

void draw_sources(const std::filesystem::path& input, const task::RecordReaderOptions& reading,
                  std::int64_t count, std::uint64_t seed, const std::filesystem::path& output) {
  const Drawable found = read_drawable(input, reading, {seed, "texts to learn from"});
  const auto most = std::min(found.lines.size(), static_cast<std::size_t>(count));
  write(found.is_pair, found.lines, std::span(found.candidates).first(most), output);
}

std::int64_t certifying_texts(std::int64_t count, double keep, std::int64_t choosing) {
  const std::int64_t certifying = choosing > 0 ? count - choosing : count * 4 / 5;
  if (keep >= 1 || !calibrate::losses_allowed(certifying, 1 - keep, kCertificateSignificance))
    return 0;
  return certifying;
}

std::int64_t fewest_certifying_texts(double keep) {
  return keep >= 1 ? 0 : calibrate::texts_needed(0, 1 - keep, kCertificateSignificance);
}

void divide_calibration_texts(const std::filesystem::path& input, std::int64_t certifying,
                              std::uint64_t seed, const std::filesystem::path& output) {
  const base::RandomStream random(seed, "certifying texts");
  const auto reader = task::open_record_reader(input, {});
  std::vector<Candidate> candidates;
  std::vector<std::string> lines;
  bool is_pair = false;
  for (task::Record record; reader->next(record);) {
    is_pair = record.pair.has_value();
    lines.push_back(line_of(record));
    candidates.push_back(
        {random.bits(base::fnv1a64(lines.back())), static_cast<std::int64_t>(lines.size()) - 1});
  }
  sort_by_rank(candidates);
  base::Draft draft(output);
  std::filesystem::create_directories(draft.path());
  const auto parts = std::span(candidates);
  const auto count = static_cast<std::size_t>(certifying);
  write(is_pair, lines, parts.first(count), draft.path() / kCertifying);
  write(is_pair, lines, parts.subspan(count), draft.path() / kChoosing);
  draft.commit();
}

}  // namespace tango::recipe
