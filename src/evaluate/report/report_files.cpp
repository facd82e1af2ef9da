#include "evaluate/report/report_files.h"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "evaluate/machine.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;
using base::OrderedJson;

std::string line_of(const NamedResults& one) {
  const OrderedJson& results = one.results;
  const std::string texts =
      results.contains("task")
          ? results.at("task").get<std::string>() + " " + results.value("split", "")
          : fs::path(results.at("input").get<std::string>()).filename().string();
  return fmt::format("{}: {} on {} texts of {}.", one.name, results.at("model").get<std::string>(),
                     results.at("rows").get<int>(), texts);
}

std::vector<std::string> summary_of(std::span<const NamedResults> all) {
  std::vector<std::string> lines;
  for (const NamedResults& one : all) lines.push_back(line_of(one));
  lines.push_back("Measured on " + readable_machine(all.front().results.at("sweep").at("machine")));
  return lines;
}

OrderedJson document_of(const TextReport& its) {
  OrderedJson report{{"title", its.title},
                     {"opening", its.opening ? its.opening->to_json() : OrderedJson()},
                     {"summary", its.summary},
                     {"tables", OrderedJson::array()},
                     {"measured", OrderedJson::array()}};
  for (const Table& table : its.tables) {
    report["tables"].push_back({{"file", table.file},
                                {"part", table.part},
                                {"title", table.title},
                                {"columns", table.columns},
                                {"rows", table.rows},
                                {"deployed", table.deployed}});
    if (!table.note.empty()) report["tables"].back()["note"] = table.note;
  }
  if (!its.explanation.empty()) report["explanation"] = its.explanation;
  if (!its.certified.is_null()) report["certified"] = its.certified;
  return report;
}

void write_document(const fs::path& directory, const std::string& json,
                    std::span<const Table> tables) {
  fs::remove_all(directory);
  fs::create_directories(directory / "tables");
  base::write_file(directory / "report.json", json + "\n");
  for (const Table& table : tables) {
    base::write_file(directory / "tables" / (table.file + ".csv"), to_csv(table));
  }
}

}  // namespace

OrderedJson report_json(const std::string& title, std::span<const NamedResults> all,
                        std::span<const Table> tables, const Price& price) {
  OrderedJson report =
      document_of({title, opening_of(all, price), summary_of(all), {tables.begin(), tables.end()}});
  for (const NamedResults& one : all) {
    report["measured"].push_back({{"name", one.name}, {"results", one.results}});
  }
  return report;
}

void write_report_files(const fs::path& directory, const std::string& title,
                        std::span<const NamedResults> all, const Price& price) {
  std::vector<Table> tables;
  std::string json;
  try {
    tables = report_tables(all, price);
    json = report_json(title, all, tables, price).dump();
  } catch (const nlohmann::json::exception& error) {
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("the results are not what a sweep of this version writes: {}", error.what()));
  }
  write_document(directory, json, tables);
}

void write_report_files(const fs::path& directory, const TextReport& report) {
  write_document(directory, document_of(report).dump(), report.tables);
}

}  // namespace tango::evaluate
