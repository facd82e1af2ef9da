#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "evaluate/report/chart.h"
#include "evaluate/report/figures.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

void add_setting(const NamedResults& one, const OrderedJson& setting, bool several,
                 OrderedJson& rows) {
  const auto series = [&](const std::string& name) {
    return several ? one.name + ": " + name : name;
  };
  if (!setting.contains("curve")) {  // a model alone: a point
    const OrderedJson& tier = setting.at("tiers")[0];
    rows.push_back({{"series", one.name},
                    {"kind", "tier"},
                    {"texts_per_s", tier.at("texts_per_s")},
                    {"score", tier.at("score")}});
    return;
  }
  add_curve(setting.at("curve"), series("cascade"), "cascade", rows);
  add_curve(setting.at("oracle").at("by_time"), series("oracle"), "oracle", rows);
  add_curve(setting.at("random").at("curve"), series("random deferral"), "random", rows);
  for (const OrderedJson& baseline : setting.at("baselines")) {
    add_curve(baseline.at("curve"), series(baseline.at("name")), "exits", rows);
  }
  const OrderedJson& tiers = setting.at("tiers");
  for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
    rows.push_back({{"series", series(fmt::format("tier {} alone", tier + 1))},
                    {"kind", "tier"},
                    {"speedup", tiers[tier].at("speedup")},
                    {"kept", 100 * tiers[tier].at("kept").get<double>()}});
  }
}

/// A model alone has no large tier of its own: it stands where it would beside the first cascade.
void place_models(const OrderedJson& last_tier, OrderedJson& rows) {
  for (OrderedJson& row : rows) {
    if (!row.contains("texts_per_s")) continue;
    row["speedup"] =
        row.at("texts_per_s").get<double>() / last_tier.at("texts_per_s").get<double>();
    row["kept"] = 100 * row.at("score").get<double>() / last_tier.at("score").get<double>();
  }
}

/// Early exit may fall to nothing: the picture ends a little below all the rest.
double lowest_of_interest(const OrderedJson& rows) {
  double low = 100, high = 100;
  for (const OrderedJson& row : rows) {
    if (row.at("kind") == "exits") continue;
    low = std::min(low, row.at("kept").get<double>());
    high = std::max(high, row.at("kept").get<double>());
  }
  return std::max(0.0, std::floor(low - (high - low) / 2));
}

OrderedJson quality_against_speed(OrderedJson rows) {
  const double lowest = lowest_of_interest(rows);
  OrderedJson chart = specification(std::move(rows));
  OrderedJson speedup = quantitative("speedup", "speedup over the last tier");
  speedup["scale"] = {{"type", "log"}, {"nice", false}};
  OrderedJson kept = zoomed_out(quantitative("kept", "share of the last tier's score, %"));
  kept["scale"]["domainMin"] = lowest;
  OrderedJson color = nominal("series", "");
  color["legend"] = {{"symbolOpacity", 1}};
  const OrderedJson tooltip = OrderedJson::array(
      {nominal("series", "series"), quantitative("speedup", "speedup"),
       quantitative("kept", "score kept, %"), quantitative("deferred", "deferred, %"),
       quantitative("threshold", "threshold")});
  chart["params"] = place_parameter();
  chart["layer"] = OrderedJson::array(
      {{{"transform", only("isValid(datum.low)")},
        {"mark", {{"type", "area"}, {"opacity", 0.2}}},
        {"encoding",
         {{"x", speedup},
          {"y", zoomed_out(quantitative("low", kept.at("title")))},
          {"y2", {{"field", "high"}}},
          {"color", color}}}},
       {{"params",
         OrderedJson::array({{{"name", "zoom"}, {"select", "interval"}, {"bind", "scales"}}})},
        {"transform", only("isValid(datum.order)")},
        {"mark", {{"type", "line"}, {"strokeWidth", 2}, {"clip", true}}},
        {"encoding",
         {{"x", speedup},
          {"y", kept},
          {"color", color},
          {"strokeDash", {{"field", "kind"}, {"type", "nominal"}, {"legend", nullptr}}},
          {"order", {{"field", "order"}, {"type", "quantitative"}}},
          {"tooltip", tooltip}}}},
       {{"transform", only("datum.kind == 'tier'")},
        {"mark", {{"type", "point"}, {"filled", true}, {"size", 70}, {"shape", "diamond"}}},
        {"encoding", {{"x", speedup}, {"y", kept}, {"color", color}, {"tooltip", tooltip}}}},
       {{"transform", only(kMarked)},
        {"mark", {{"type", "point"}, {"filled", true}, {"size", 160}, {"stroke", "black"}}},
        {"encoding", {{"x", speedup}, {"y", kept}, {"color", color}, {"tooltip", tooltip}}}}});
  return chart;
}

}  // namespace

std::vector<Figure> comparison_figures(std::span<const NamedResults> all) {
  std::vector<Figure> figures;
  const char* const files[] = {"one-at-a-time", "best-batches"};
  for (std::size_t setting = 0; setting < 2; ++setting) {
    OrderedJson rows = OrderedJson::array();
    const OrderedJson* last_tier = nullptr;
    for (const NamedResults& one : all) {
      const OrderedJson& own = one.results.at("sweep").at("settings").at(setting);
      add_setting(one, own, all.size() > 1, rows);
      if (last_tier == nullptr && own.contains("curve")) last_tier = &own.at("tiers").back();
    }
    if (last_tier == nullptr)
      last_tier = &all.front().results.at("sweep").at("settings").at(setting).at("tiers").back();
    place_models(*last_tier, rows);
    const auto name =
        all.front().results.at("sweep").at("settings").at(setting).at("name").get<std::string>();
    figures.push_back({files[setting], "Quality against speed, " + name,
                       "Share of the last tier's score against speedup over it: the cascade at "
                       "every threshold, the oracle, random deferral (mean, 5th to 95th "
                       "percentile), early exits and every tier alone.",
                       quality_against_speed(std::move(rows))});
  }
  return figures;
}

}  // namespace tango::evaluate
