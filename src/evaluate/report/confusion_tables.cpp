#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "evaluate/report/tables.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr std::size_t kMostColumns = 12;
constexpr std::size_t kMostPairs = 20;

Table matrix_of(const std::vector<std::string>& labels, const OrderedJson& counts) {
  Table table{"confusion",     "detail", "Right labels in rows, the answers as deployed in columns",
              {"right label"}, {},       {}};
  table.columns.insert(table.columns.end(), labels.begin(), labels.end());
  for (std::size_t right = 0; right < labels.size(); ++right) {
    std::vector<std::string> row{labels[right]};
    for (const OrderedJson& count : counts.at(right)) {
      row.push_back(std::to_string(count.get<std::int64_t>()));
    }
    table.add(std::move(row), true);
  }
  return table;
}

Table pairs_of(const std::vector<std::string>& labels, const OrderedJson& counts) {
  std::vector<std::tuple<std::int64_t, std::size_t, std::size_t>> pairs;
  for (std::size_t right = 0; right < labels.size(); ++right) {
    for (std::size_t answer = 0; answer < labels.size(); ++answer) {
      const auto texts = counts.at(right).at(answer).get<std::int64_t>();
      if (right != answer && texts > 0) pairs.emplace_back(-texts, right, answer);
    }
  }
  std::ranges::sort(pairs);
  Table table{"confusion",
              "detail",
              "What is answered wrongly most often, as deployed",
              {"right label", "answer", "texts"},
              {},
              {}};
  for (const auto& [negated, right, answer] : pairs) {
    if (table.rows.size() == kMostPairs) break;
    table.add({labels[right], labels[answer], std::to_string(-negated)}, true);
  }
  return table;
}

}  // namespace

std::vector<Table> confusion_tables(std::span<const NamedResults> all) {
  std::vector<Table> tables;
  for (const NamedResults& one : all) {
    if (!one.results.contains("confusion")) continue;
    const auto labels = one.results.at("labels").get<std::vector<std::string>>();
    const OrderedJson& counts = one.results.at("confusion");
    tables.push_back(labels.size() <= kMostColumns ? matrix_of(labels, counts)
                                                   : pairs_of(labels, counts));
    if (all.size() == 1) continue;
    tables.back().title += ": " + one.name;
    tables.back().file += fmt::format("-{}", tables.size());
  }
  return tables;
}

}  // namespace tango::evaluate
