#include "cli/certified_report.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/file_status.h"
#include "cascade/cascade_config.h"
#include "certify/certificate.h"
#include "cli/certified_opening.h"
#include "cli/suspect_table.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using evaluate::Table;

Table class_table(const certify::Evidence& evidence, const CascadeWords& words) {
  Table table{
      "classes",
      "decision",
      "Class by class, as deployed",
      {words.whose + " answer", "texts", "get the same answer", "which is", "at least"},
      {},
      {},
      fmt::format(
          "Texts that are {} count as those that get the same answer. The last column allows "
          "for chance: with the confidence of the promise all its numbers are true.",
          words.column)};
  for (const certify::ClassEvidence& one : evidence.classes) {
    const auto kept = one.texts - one.losses;
    table.add(
        {one.label, std::to_string(one.texts), std::to_string(kept),
         one.texts > 0 ? percentage(static_cast<double>(kept) / static_cast<double>(one.texts))
                       : "",
         one.at_least() ? certify::percent_at_least(*one.at_least()) + " %" : ""},
        true);
  }
  return table;
}

/// Thresholds that were tried, from strict to lax, and the deployed ones among them, which seldom
/// are one of these.
std::vector<certify::FrontierPoint> points_of(const certify::Evidence& evidence) {
  std::vector<certify::FrontierPoint> points = evidence.frontier;
  if (points.empty()) return points;
  certify::FrontierPoint deployed{.last_tier_reads = evidence.answered.back(), .is_shown = true};
  deployed.kept = 1 - static_cast<double>(evidence.losses) / static_cast<double>(evidence.texts);
  std::erase_if(points, [&](const certify::FrontierPoint& one) {
    return percentage(one.last_tier_reads) == percentage(deployed.last_tier_reads);
  });
  points.insert(std::ranges::lower_bound(points, deployed.last_tier_reads, std::greater(),
                                         &certify::FrontierPoint::last_tier_reads),
                deployed);
  return points;
}

Table frontier_table(const certify::Certificate& certificate, const CascadeWords& words) {
  const certify::Evidence& evidence = certificate.evidence;
  const std::string share = certify::percent_at_least(certificate.promise.keep);
  Table table{
      "thresholds",
      "decision",
      "The same with other thresholds",
      {words.column, "answers kept", fmt::format("{} % is shown", share)},
      {},
      {},
      fmt::format("Each row is one threshold, counted on the certifying texts. These are a sample, "
                  "so {} % counts as shown only where they keep somewhat more. tango calibrate "
                  "--keep chooses one for another share.",
                  share)};
  for (const certify::FrontierPoint& point : points_of(evidence)) {
    table.add(
        {percentage(point.last_tier_reads), percentage(point.kept), point.is_shown ? "yes" : "no"},
        point.last_tier_reads == evidence.answered.back());
  }
  return table;
}

/// What scripts/report/figures/certified.py draws.
base::OrderedJson certified_of(const certify::Certificate& certificate, const CascadeWords& words) {
  base::OrderedJson points = base::OrderedJson::array();
  const double reads = certificate.evidence.answered.back();
  for (const certify::FrontierPoint& point : points_of(certificate.evidence)) {
    points.push_back({{"reads", point.last_tier_reads},
                      {"kept", point.kept},
                      {"shown", point.is_shown},
                      {"deployed", point.last_tier_reads == reads}});
  }
  return {{"keep", certificate.promise.keep}, {"reads", words.column}, {"points", points}};
}

}  // namespace

evaluate::TextReport certified_report(const fs::path& cascade, const std::string& title) {
  const cascade::CascadeConfig config = cascade::read_cascade_config(cascade);
  const certify::Certificate certificate = certify::require_certificate(cascade);
  const CascadeWords words = words_of(config);
  evaluate::TextReport report{
      .title = title,
      .opening = certified_opening(certificate, words),
      .summary = {fmt::format("The cascade's directory is {}.", cascade.string()),
                  certify::in_two_sentences(certificate)},
      .tables = {class_table(certificate.evidence, words), frontier_table(certificate, words)},
      .certified = certified_of(certificate, words)};
  if (words.asks) report.explanation = asking_cascade(certificate.evidence);
  if (const fs::path suspects = cascade / "suspects.tsv"; base::exists(suspects)) {
    report.tables.push_back(suspect_table(suspects));
  }
  std::erase_if(report.tables, [](const Table& table) { return table.rows.empty(); });
  return report;
}

}  // namespace tango::cli
