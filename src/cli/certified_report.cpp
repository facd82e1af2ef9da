#include "cli/certified_report.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "base/file_status.h"
#include "base/split.h"
#include "cascade/cascade_config.h"
#include "certify/certificate.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using evaluate::Table;

constexpr std::size_t kMostSuspects = 100;

std::string percentage(double share) { return fmt::format("{:.1f} %", 100 * share); }

evaluate::Opening opening_of(const certify::Certificate& certificate, bool asks) {
  const certify::Evidence& evidence = certificate.evidence;
  const double last = evidence.answered.back();
  const std::string rest = asks ? "are marked to be asked" : "are read by the large model";
  const std::string whose = asks ? "those that were given" : "the large model's";
  const std::string shown = fmt::format("{} texts showed with {:g} % confidence", evidence.texts,
                                        100 * certificate.promise.confidence_level);
  evaluate::Opening opening{
      .sentence = fmt::format("Of 100 texts {:.0f} are answered at once and {:.0f} {}; at least "
                              "{:g} % of all answers are {}, on texts like these ({}).",
                              100 * (1 - last), 100 * last, rest, 100 * certificate.promise.keep,
                              whose, shown),
      .numbers = {{percentage(1 - last), "of the texts are answered at once"},
                  {percentage(last), rest},
                  {fmt::format("≥ {:g} %", 100 * certificate.promise.keep),
                   fmt::format("of the answers are {} ({})", whose, shown)}},
      .warnings = {}};
  return opening;
}

Table class_table(const certify::Evidence& evidence) {
  Table table{"classes",
              "decision",
              "Answers that are kept, class by class, as deployed",
              {"class", "texts", "keep their answer", "shown: at least"},
              {},
              {}};
  for (const certify::ClassEvidence& one : evidence.classes) {
    table.add({one.label, std::to_string(one.texts), std::to_string(one.texts - one.losses),
               one.kept_at_least ? percentage(*one.kept_at_least) : ""},
              true);
  }
  return table;
}

Table frontier_table(const certify::Evidence& evidence, bool asks) {
  Table table{"thresholds",
              "decision",
              "What other thresholds would do",
              {asks ? "to be asked" : "read by the large model", "answers kept",
               "shown to keep the promise"},
              {},
              {}};
  const auto distance = [&](const certify::FrontierPoint& point) {
    return std::abs(point.last_tier_reads - evidence.answered.back());
  };
  const auto deployed = std::ranges::min_element(evidence.frontier, {}, distance);
  for (auto point = evidence.frontier.begin(); point != evidence.frontier.end(); ++point) {
    table.add({percentage(point->last_tier_reads), percentage(point->kept),
               point->is_shown ? "yes" : "no"},
              point == deployed);
  }
  return table;
}

Table suspect_table(const fs::path& file) {
  Table table{"suspects", "decision", "", {}, {}, {}};
  std::ifstream lines(file);
  std::string line;
  if (std::getline(lines, line)) table.columns = base::split(line, '\t');
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    std::vector<std::string> row = base::split(line, '\t');
    row.resize(table.columns.size());
    if (count < kMostSuspects) table.add(std::move(row));
  }
  table.title = fmt::format("{} given answers look wrong; no student learnt from them", count);
  if (count > kMostSuspects) {
    table.title += fmt::format(". The {} surest; all are in suspects.tsv", kMostSuspects);
  }
  return table;
}

}  // namespace

evaluate::TextReport certified_report(const fs::path& cascade, const std::string& title) {
  const cascade::CascadeConfig config = cascade::read_cascade_config(cascade);
  const certify::Certificate certificate = certify::require_certificate(cascade);
  const auto& last = config.tiers.back().endpoint;
  const bool asks = last && last->protocol == cascade::kAsk;
  evaluate::TextReport report{
      .title = title,
      .opening = opening_of(certificate, asks),
      .summary = {cascade.string() + ".", certify::in_two_sentences(certificate)},
      .tables = {class_table(certificate.evidence), frontier_table(certificate.evidence, asks)}};
  if (const fs::path suspects = cascade / "suspects.tsv"; base::exists(suspects)) {
    report.tables.push_back(suspect_table(suspects));
  }
  std::erase_if(report.tables, [](const Table& table) { return table.rows.empty(); });
  return report;
}

}  // namespace tango::cli
