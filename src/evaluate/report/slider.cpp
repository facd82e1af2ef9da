#include "evaluate/report/slider.h"

#include <cstddef>

namespace tango::evaluate {

using base::OrderedJson;

std::vector<SliderSpan> spans_of(const OrderedJson& curve) {
  const std::size_t points = curve.at("speedup").size();
  std::vector<double> highs;
  for (std::size_t i = 0; i < points; ++i) {
    const OrderedJson& thresholds = curve.at("thresholds")[i];
    highs.push_back(thresholds.size() == 1
                        ? thresholds[0].get<double>()
                        : 1 - static_cast<double>(i) / static_cast<double>(points));
  }
  std::vector<SliderSpan> spans;
  spans.reserve(points);
  for (std::size_t i = 0; i < points; ++i) {
    spans.push_back({i + 1 < points ? highs[i + 1] : -1, highs[i]});
  }
  return spans;
}

OrderedJson slider_places(const OrderedJson& curve) {
  OrderedJson places = OrderedJson::array();
  const std::vector<SliderSpan> spans = spans_of(curve);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    places.push_back({{"place", spans[i].high},
                      {"thresholds", curve.at("thresholds")[i]},
                      {"deferred", 100 * curve.at("deferral_rate")[i].get<double>()},
                      {"kept", 100 * curve.at("kept")[i].get<double>()},
                      {"speedup", curve.at("speedup")[i]}});
  }
  return places;
}

}  // namespace tango::evaluate
