#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "evaluate/report/chart.h"
#include "evaluate/report/figures.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

Figure threshold_figure(const NamedResults& one, const OrderedJson& setting) {
  OrderedJson rows;
  add_curve(setting.at("curve"), "", "cascade", rows);
  OrderedJson chart = specification(std::move(rows));
  const OrderedJson threshold = quantitative("threshold", "threshold of tier 1");
  chart["params"] = place_parameter();
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
      const bool by_texts = rate.contains("texts");
      rows.push_back({{"tier", fmt::format("tier {}", tier + 1)},
                      {"filled", by_texts ? "so many texts" : "so many tokens"},
                      {"limit", rate.at(by_texts ? "texts" : "tokens")},
                      {"texts_per_batch", rate.at("texts_per_batch")},
                      {"texts_per_s", rate.at("texts_per_s")}});
    }
  }
  OrderedJson chart = specification(std::move(rows));
  chart["mark"] = {{"type", "line"}, {"point", true}, {"tooltip", {{"content", "data"}}}};
  chart["encoding"] = {
      {"x", logarithmic(quantitative("texts_per_batch", "texts in a batch, at the mean"), 2)},
      {"y", logarithmic(quantitative("texts_per_s", "texts/s"), 10)},
      {"color", nominal("tier", "")},
      {"strokeDash", nominal("filled", "a batch is full at")}};
  return {"batches", "Throughput by batch size",
          "Texts a second of every tier on all cores, by the texts in a batch, for batches of so "
          "many texts and for batches of so many tokens.",
          std::move(chart)};
}

Figure online_figure(const OrderedJson& online) {
  OrderedJson rows = OrderedJson::array();
  for (const OrderedJson& run : online.at("runs")) {
    const auto system = run.at("system").get<std::string>();
    const std::string series =
        system == "cascade"
            ? fmt::format("cascade, waits of {} ms", run.at("max_batch_wait_ms").get<int>())
            : system;
    for (const char* percentile : {"p50_ms", "p99_ms"}) {
      rows.push_back({{"series", series},
                      {"percentile", percentile == std::string("p50_ms") ? "median" : "99th"},
                      {"arriving", run.at("arriving_per_s")},
                      {"latency", run.at(percentile)},
                      {"load", run.at("load")}});
    }
  }
  OrderedJson chart = specification(std::move(rows));
  chart["mark"] = {{"type", "line"}, {"point", true}, {"tooltip", {{"content", "data"}}}};
  chart["encoding"] = {
      {"x", logarithmic(quantitative("arriving", "texts that arrive a second"), 10)},
      {"y", logarithmic(quantitative("latency", "ms to the answer"), 10)},
      {"color", nominal("series", "")},
      {"strokeDash", nominal("percentile", "percentile")}};
  return {
      "online", "Latency when texts arrive at random",
      "Milliseconds from a text's arrival to its answer (median and 99th percentile) against "
      "arrivals a second (Poisson), for the last tier alone and for the cascade, whose deferred "
      "texts wait for others at most so long.",
      std::move(chart)};
}

}  // namespace

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
    if (errors.contains("deferral_by_label")) {
      figures.push_back(deferral_figure(errors, "deferral_by_label", "right answer"));
    }
  }
  figures.push_back(batches_figure(sweep.at("batches")));
  if (sweep.contains("online")) figures.push_back(online_figure(sweep.at("online")));
  return figures;
}

}  // namespace tango::evaluate
