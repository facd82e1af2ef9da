#include "cli/certified_report.h"

#include <algorithm>
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

constexpr const char* kAskingCascade =
    "A small model, which has learnt from given answers, answers every text. Where its confidence, "
    "from 0 to 1, is below the threshold, its answer is a guess, which tango classify marks with "
    "\"ask\": true: ask whoever gave the answers (a language model, a service, people) about that "
    "text.";

std::string percentage(double share) { return fmt::format("{:.1f} %", 100 * share); }

evaluate::Opening opening_of(const certify::Certificate& certificate, bool asks) {
  const certify::Evidence& evidence = certificate.evidence;
  const double last = evidence.answered.back();
  const std::string rest =
      asks ? "are to be asked of whoever gave the answers" : "are read by the large model";
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
  // The thresholds it has are seldom among those that were tried for the picture.
  const double reads = evidence.answered.back();
  const double kept =
      1 - static_cast<double>(evidence.losses) / static_cast<double>(evidence.texts);
  const auto add_deployed = [&] {
    if (table.deployed.empty()) table.add({percentage(reads), percentage(kept), "yes"}, true);
  };
  for (const certify::FrontierPoint& point : evidence.frontier) {
    if (point.last_tier_reads <= reads) add_deployed();
    if (percentage(point.last_tier_reads) == percentage(reads)) continue;
    table.add(
        {percentage(point.last_tier_reads), percentage(point.kept), point.is_shown ? "yes" : "no"});
  }
  if (!evidence.frontier.empty()) add_deployed();
  return table;
}

Table suspect_table(const fs::path& file) {
  Table table{"suspects", "decision", "", {}, {}, {}};
  std::ifstream lines(file);
  std::string line;
  if (std::getline(lines, line)) table.columns = base::split(line, '\t');
  std::ranges::replace(table.columns, "answer", "given answer");
  std::ranges::replace(table.columns, "suggested", "suggested answer");
  std::ranges::replace(table.columns, "probability", "probability of the suggested one");
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
  table.note =
      "Small models that had not learnt from these answers would give others. Nothing has to be "
      "done: the cascade was made without them. For a better one read them from the top, where the "
      "models are surest. Where the suggested answer is the right one, correct it in the file that "
      "was given with --answers; where the given one is right, leave it. The same tango build with "
      "--force then learns from what was corrected.";
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
  if (asks) report.explanation = kAskingCascade;
  if (const fs::path suspects = cascade / "suspects.tsv"; base::exists(suspects)) {
    report.tables.push_back(suspect_table(suspects));
  }
  std::erase_if(report.tables, [](const Table& table) { return table.rows.empty(); });
  return report;
}

}  // namespace tango::cli
