#include "evaluate/report/figures.h"

#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "evaluate/report/slider.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr const char* kSchema = "https://vega.github.io/schema/vega-lite/v6.json";
constexpr int kWidth = 560;
constexpr int kHeight = 320;

OrderedJson quantitative(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "quantitative"}, {"title", title}};
}

OrderedJson nominal(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}};
}

OrderedJson zoomed_out(OrderedJson channel) {
  channel["scale"]["zero"] = false;
  return channel;
}

OrderedJson specification(OrderedJson rows) {
  return {{"$schema", kSchema},
          {"width", kWidth},
          {"height", kHeight},
          {"data", {{"values", std::move(rows)}}}};
}

/// Rows of a curve's columns, with `series` and, of a cascade, where the slider marks each point.
void add_curve(const OrderedJson& curve, const std::string& series, const std::string& kind,
               OrderedJson& rows) {
  const std::size_t points = curve.at("speedup").size();
  const std::vector<SliderSpan> spans =
      kind == "cascade" ? spans_of(curve) : std::vector<SliderSpan>();
  for (std::size_t i = 0; i < points; ++i) {
    OrderedJson row{{"series", series},
                    {"kind", kind},
                    {"speedup", curve.at("speedup")[i]},
                    {"kept", 100 * curve.at("kept")[i].get<double>()},
                    {"deferred", 100 * curve.at("deferral_rate")[i].get<double>()},
                    {"order", i}};
    if (curve.contains("thresholds")) row["threshold"] = curve.at("thresholds")[i].at(0);
    if (curve.contains("kept_p5")) {
      row["low"] = 100 * curve.at("kept_p5")[i].get<double>();
      row["high"] = 100 * curve.at("kept_p95")[i].get<double>();
    }
    if (!spans.empty()) {
      row["marked_above"] = spans[i].low;
      row["marked_to"] = spans[i].high;
    }
    rows.push_back(std::move(row));
  }
}

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

constexpr const char* kMarked =
    "isValid(datum.marked_to) && datum.marked_above < place && place <= datum.marked_to";

OrderedJson only(const std::string& condition) {
  return OrderedJson::array({{{"filter", condition}}});
}

OrderedJson quality_against_speed(OrderedJson rows) {
  OrderedJson chart = specification(std::move(rows));
  OrderedJson speedup = quantitative("speedup", "speedup over the last tier");
  speedup["scale"] = {{"type", "log"}, {"nice", false}};
  const OrderedJson kept = zoomed_out(quantitative("kept", "share of the last tier's score, %"));
  OrderedJson color = nominal("series", "");
  color["legend"] = {{"symbolOpacity", 1}};
  const OrderedJson tooltip = OrderedJson::array(
      {nominal("series", "series"), quantitative("speedup", "speedup"),
       quantitative("kept", "score kept, %"), quantitative("deferred", "deferred, %"),
       quantitative("threshold", "threshold")});
  chart["params"] = OrderedJson::array({{{"name", "place"}, {"value", -1}}});
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
        {"mark", {{"type", "line"}, {"strokeWidth", 2}}},
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

Figure threshold_figure(const NamedResults& one, const OrderedJson& setting) {
  OrderedJson rows;
  add_curve(setting.at("curve"), "", "cascade", rows);
  OrderedJson chart = specification(std::move(rows));
  const OrderedJson threshold = quantitative("threshold", "threshold of tier 1");
  chart["params"] = OrderedJson::array({{{"name", "place"}, {"value", -1}}});
  chart["transform"] = OrderedJson::array({{{"fold", OrderedJson::array({"kept", "deferred"})},
                                            {"as", OrderedJson::array({"what", "percent"})}}});
  const OrderedJson percent = quantitative("percent", "%");
  OrderedJson what = nominal("what", "");
  what["legend"] = {{"labelExpr", "datum.label == 'kept' ? 'score kept' : 'texts deferred'"}};
  const OrderedJson encoding{{"x", threshold}, {"y", percent}, {"color", what}};
  chart["layer"] =
      OrderedJson::array({{{"mark", {{"type", "line"}, {"tooltip", true}}}, {"encoding", encoding}},
                          {{"transform", only(kMarked)},
                           {"mark", {{"type", "point"}, {"filled", true}, {"size", 120}}},
                           {"encoding", encoding}}});
  return {"threshold", "What the threshold does",
          fmt::format("Share of texts that {} defers and of the last tier's score that it keeps, "
                      "by the first tier's threshold.",
                      one.name),
          std::move(chart)};
}

Figure errors_figure(const OrderedJson& errors) {
  OrderedJson rows = OrderedJson::array();
  int tenth = 0;
  for (const OrderedJson& part : errors.at("quantiles")) {
    ++tenth;
    for (const char* kind : {"fixed", "introduced"}) {
      rows.push_back({{"tenth", tenth},
                      {"kind", kind},
                      {"answers", part.at(kind)},
                      {"texts", part.at("texts")},
                      {"from", part.at("lowest")},
                      {"to", part.at("highest")}});
    }
  }
  OrderedJson chart = specification(std::move(rows));
  chart["height"] = 120;
  const OrderedJson tenths{{"field", "tenth"},
                           {"type", "ordinal"},
                           {"title", "tenth of the texts, least sure first"},
                           {"axis", {{"labelAngle", 0}}}};
  OrderedJson kind = nominal("kind", "");
  kind["axis"] = {{"labelExpr", "datum.label == 'fixed' ? 'fixed (F-T)' : 'introduced (T-F)'"}};
  OrderedJson answers = quantitative("answers", "answers");
  answers["scale"] = {{"scheme", {{"name", "blues"}, {"extent", OrderedJson::array({0, 0.6})}}}};
  chart["layer"] =
      OrderedJson::array({{{"mark", {{"type", "rect"}, {"tooltip", {{"content", "data"}}}}},
                           {"encoding", {{"x", tenths}, {"y", kind}, {"color", answers}}}},
                          {{"mark", {{"type", "text"}}},
                           {"encoding",
                            {{"x", tenths},
                             {"y", kind},
                             {"text", {{"field", "answers"}, {"type", "quantitative"}}},
                             {"color", {{"value", "black"}}}}}}});
  return {"errors", "Errors that deferring fixes and introduces",
          "Answers that the last tier has right where the first is wrong (fixed), and the reverse "
          "(introduced), for each tenth of the texts by the first tier's confidence.",
          std::move(chart)};
}

Figure reliability_figure(const OrderedJson& errors) {
  OrderedJson rows = OrderedJson::array();
  const OrderedJson& tiers = errors.at("tiers");
  for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
    const auto add = [&](const char* field, const std::string& suffix) {
      const OrderedJson& found = tiers[tier].at(field);
      const std::string series =
          fmt::format("tier {}{} (ECE {:.3f})", tier + 1, suffix, found.at("ece").get<double>());
      for (const OrderedJson& bin : found.at("bins")) {
        if (bin.at("texts") == 0) continue;
        rows.push_back({{"series", series},
                        {"confidence", bin.at("confidence")},
                        {"right", bin.at("credit")},
                        {"texts", bin.at("texts")}});
      }
    };
    add("reliability", "");
    if (tiers[tier].at("reliability") != tiers[tier].at("without_temperature")) {
      add("without_temperature", " without its temperature");
    }
  }
  OrderedJson chart = specification(std::move(rows));
  chart["layer"] = OrderedJson::array(
      {{{"data", {{"values", OrderedJson::array({{{"x", 0}, {"y", 0}}, {{"x", 1}, {"y", 1}}})}}},
        {"mark", {{"type", "line"}, {"strokeDash", OrderedJson::array({4, 4})}, {"color", "gray"}}},
        {"encoding",
         {{"x", {{"field", "x"}, {"type", "quantitative"}}},
          {"y", {{"field", "y"}, {"type", "quantitative"}}}}}},
       {{"mark", {{"type", "line"}, {"point", true}, {"tooltip", {{"content", "data"}}}}},
        {"encoding",
         {{"x", quantitative("confidence", "confidence")},
          {"y", quantitative("right", "share right")},
          {"color", nominal("series", "")}}}}});
  return {"reliability", "Reliability",
          "How often answers are right, by confidence; on the diagonal confidence means what it "
          "says. ECE is the expected calibration error.",
          std::move(chart)};
}

Figure histogram_figure(const OrderedJson& errors) {
  OrderedJson rows = OrderedJson::array();
  const OrderedJson& tiers = errors.at("tiers");
  for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
    const OrderedJson& bins = tiers[tier].at("histogram");
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
      if (bins[bin] == 0) continue;
      rows.push_back({{"tier", fmt::format("tier {}", tier + 1)},
                      {"confidence", static_cast<double>(bin) / static_cast<double>(bins.size())},
                      {"to", static_cast<double>(bin + 1) / static_cast<double>(bins.size())},
                      {"texts", bins[bin]}});
    }
  }
  OrderedJson chart = specification(std::move(rows));
  chart["width"] = 440;
  chart["height"] = 120;
  OrderedJson confidence = quantitative("confidence", "confidence");
  confidence["bin"] = {{"binned", true}};
  chart["mark"] = {{"type", "bar"}, {"tooltip", {{"content", "data"}}}};
  chart["encoding"] = {{"x", confidence},
                       {"x2", {{"field", "to"}}},
                       {"y", quantitative("texts", "texts")},
                       {"row", nominal("tier", "")}};
  return {"confidence", "Confidence of every tier", "Texts by confidence, for each tier.",
          std::move(chart)};
}

Figure deferral_figure(const OrderedJson& errors, const char* field, const std::string& what) {
  OrderedJson rows = OrderedJson::array();
  int order = 0;
  for (const OrderedJson& group : errors.at(field)) {
    ++order;
    const auto texts = group.at("texts").get<double>();
    if (texts == 0) continue;
    rows.push_back({{"group", group.at("name")},
                    {"texts", group.at("texts")},
                    {"deferred", 100 * group.at("deferred").get<double>() / texts},
                    {"order", order}});
  }
  OrderedJson chart = specification(std::move(rows));
  chart["height"] = 200;
  chart["mark"] = {{"type", "bar"}, {"tooltip", {{"content", "data"}}}};
  OrderedJson group = nominal("group", what);
  group["sort"] = {{"field", "order"}};
  group["axis"] = {{"labelAngle", 0}};
  chart["encoding"] = {{"x", group}, {"y", quantitative("deferred", "deferred, %")}};
  return {field, "Deferred by " + what,
          "Share of the texts that the first tier passes on at the cascade's own thresholds, by " +
              what + ".",
          std::move(chart)};
}

Figure batches_figure(const OrderedJson& batches) {
  OrderedJson rows = OrderedJson::array();
  for (std::size_t tier = 0; tier < batches.size(); ++tier) {
    for (const OrderedJson& rate : batches[tier].at("rates")) {
      rows.push_back({{"tier", fmt::format("tier {}", tier + 1)},
                      {"batch", rate.at("batch")},
                      {"texts_per_s", rate.at("texts_per_s")}});
    }
  }
  OrderedJson chart = specification(std::move(rows));
  const auto logarithmic = [](OrderedJson channel, int base) {
    channel["scale"] = {{"type", "log"}, {"base", base}, {"nice", false}};
    return channel;
  };
  chart["mark"] = {{"type", "line"}, {"point", true}, {"tooltip", {{"content", "data"}}}};
  chart["encoding"] = {{"x", logarithmic(quantitative("batch", "texts in a batch"), 2)},
                       {"y", logarithmic(quantitative("texts_per_s", "texts/s"), 10)},
                       {"color", nominal("tier", "")}};
  return {"batches", "Throughput by batch size",
          "Texts a second of every tier on all cores, by the texts in a batch.", std::move(chart)};
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

std::vector<Figure> detail_figures(const NamedResults& one) {
  const OrderedJson& sweep = one.results.at("sweep");
  const OrderedJson& errors = sweep.at("errors");
  std::vector<Figure> figures;
  const bool is_cascade = sweep.at("settings").at(0).contains("curve");
  if (is_cascade) {
    if (sweep.at("settings").at(0).at("tiers").size() == 2) {
      figures.push_back(threshold_figure(one, sweep.at("settings").at(0)));
    }
    figures.push_back(errors_figure(errors));
  }
  figures.push_back(reliability_figure(errors));
  figures.push_back(histogram_figure(errors));
  if (is_cascade) {
    figures.push_back(deferral_figure(errors, "deferral_by_tokens", "length in tokens"));
    figures.push_back(deferral_figure(errors, "deferral_by_label", "right answer"));
  }
  figures.push_back(batches_figure(sweep.at("batches")));
  return figures;
}

}  // namespace tango::evaluate
