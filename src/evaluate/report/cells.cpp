#include "evaluate/report/cells.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tango::evaluate {

using base::OrderedJson;

std::string times(const OrderedJson& speedup) {
  return speedup.is_null() ? "never" : fmt::format("{:.2f}x", speedup.get<double>());
}

std::string times_with_deviation(const OrderedJson& point) {
  const auto deviation = point.at("deviation").get<double>();
  if (deviation == 0) return times(point.at("speedup"));  // measured once
  return fmt::format("{:.2f}x ± {:.2f}", point.at("speedup").get<double>(), deviation);
}

std::string percent(const OrderedJson& share) {
  return fmt::format("{:.2f} %", 100 * share.get<double>());
}

bool has_shares(const OrderedJson& setting) {
  return setting.at("tiers").back().at("score").get<double>() != 0;
}

std::string kept(const OrderedJson& setting, const OrderedJson& point) {
  return has_shares(setting) ? percent(point.at("kept")) : "not defined";
}

std::string thresholds(const OrderedJson& values) {
  std::vector<std::string> all;
  for (const OrderedJson& value : values) {
    all.push_back(value.is_array() ? fmt::format("({})", thresholds(value))
                                   : fmt::format("{:.4f}", value.get<double>()));
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string texts_in_words(double texts) {
  if (texts >= 1e9) return fmt::format("{:g} billion texts", texts / 1e9);
  if (texts >= 1e6) return fmt::format("{:g} million texts", texts / 1e6);
  return fmt::format("{:.0f} texts", texts);
}

const OrderedJson& settings_of(const OrderedJson& results) {
  return results.at("sweep").at("settings");
}

}  // namespace tango::evaluate
