#include "evaluate/per_label_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace tango::evaluate {
namespace {

constexpr std::size_t kLeastWidth = 12, kMostWidth = 32;

/// Of a column that begins lines.
std::size_t width_of(std::span<const std::string> names) {
  std::size_t width = kLeastWidth;
  for (const std::string& name : names) {
    width = std::max(width, std::min(name.size() + 1, kMostWidth));
  }
  return width;
}

}  // namespace

base::OrderedJson label_json(const std::string& name, const task::LabelSetCounts::Label& counts) {
  return {{"label", name},
          {"texts", counts.texts},
          {"predicted", counts.predicted},
          {"precision", counts.precision()},
          {"recall", counts.recall()},
          {"f1", counts.f1()}};
}

std::string per_label_table(std::span<const std::string> names,
                            std::span<const task::LabelSetCounts::Label> counts) {
  const std::size_t width = width_of(names);
  std::string table = fmt::format("{:<{}}{:>8}{:>11}{:>10}{:>8}\n", "label", width, "texts",
                                  "precision", "recall", "f1");
  for (std::size_t label = 0; label < names.size(); ++label) {
    const task::LabelSetCounts::Label& own = counts[label];
    // No text, no prediction: nothing to divide by, which is not a value of 0.
    const auto value = [](double number, std::int64_t of) {
      return of == 0 ? std::string("-") : fmt::format("{:.4f}", number);
    };
    table += fmt::format("{:<{}}{:>8}{:>11}{:>10}{:>8}\n", names[label], width, own.texts,
                         value(own.precision(), own.predicted), value(own.recall(), own.texts),
                         value(own.f1(), own.texts + own.predicted));
  }
  return table;
}

std::string confusion_table(std::span<const std::string> names,
                            const task::ConfusionMatrix& counts) {
  constexpr std::size_t kMostLabels = 8, kColumn = 14;
  if (names.size() > kMostLabels) return "";
  const std::size_t width = width_of(names);
  std::string table = fmt::format("{:<{}}", "answered:", width);
  for (const std::string& name : names) {
    table += fmt::format(" {:>{}.{}}", name, kColumn - 1, kColumn - 1);
  }
  table += "\n";
  for (int truth = 0; truth < counts.num_labels(); ++truth) {
    table += fmt::format("{:<{}}", names[static_cast<std::size_t>(truth)], width);
    for (int answered = 0; answered < counts.num_labels(); ++answered) {
      table += fmt::format("{:>{}}", counts.count(truth, answered), kColumn);
    }
    table += "\n";
  }
  return table;
}

}  // namespace tango::evaluate
