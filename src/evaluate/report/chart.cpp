#include "evaluate/report/chart.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "evaluate/report/slider.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr const char* kSchema = "https://vega.github.io/schema/vega-lite/v6.json";
constexpr int kWidth = 560;
constexpr int kHeight = 320;

}  // namespace

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

OrderedJson only(const std::string& condition) {
  return OrderedJson::array({{{"filter", condition}}});
}

OrderedJson logarithmic(OrderedJson channel, int base) {
  channel["scale"] = {{"type", "log"}, {"base", base}, {"nice", false}};
  return channel;
}

OrderedJson place_parameter() { return OrderedJson::array({{{"name", "place"}, {"value", -1}}}); }

}  // namespace tango::evaluate
