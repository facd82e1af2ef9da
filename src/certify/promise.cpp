#include "certify/promise.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

namespace tango::certify {
namespace {

void require_share(const std::string& what, double share, const char* setting) {
  if (share > 0 && share < 1) return;
  std::string message = fmt::format("{} {} should lie between 0 and 1, both excluded", what, share);
  if (share > 1 && share < 100) {
    message += fmt::format("; did you mean {:g}?", share / 100);
  } else if (share == 1 || share == 100) {
    message += "; no sample of texts can show that something holds of every text";
  }
  throw Error(ErrorCode::kUsage, message, {setting});
}

}  // namespace

void require_shares(const Promise& promise) {
  require_share("the share to keep", promise.keep, "keep");
  require_share("the confidence level", promise.confidence_level, "confidence_level");
  for (const ClassFloor& floor : promise.floors) {
    require_share(fmt::format("the share to keep of class \"{}\",", floor.label), floor.keep,
                  "keep_class");
  }
}

void require_sensible(const Promise& promise, const std::vector<std::string>& labels) {
  require_shares(promise);
  std::set<std::string> seen;
  for (const ClassFloor& floor : promise.floors) {
    if (std::ranges::find(labels, floor.label) == labels.end()) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("no class \"{}\"; the cascade answers \"{}\"", floor.label,
                              fmt::join(labels, "\", \"")),
                  {"keep_class"});
    }
    if (!seen.insert(floor.label).second) {
      throw Error(ErrorCode::kUsage, fmt::format("class \"{}\" is given twice", floor.label),
                  {"keep_class"});
    }
  }
}

ClassFloor parse_class_floor(std::string_view text) {
  const std::size_t equals = text.rfind('=');
  ClassFloor floor;
  if (equals != std::string_view::npos && equals > 0) {
    floor.label = text.substr(0, equals);
    const std::string_view number = text.substr(equals + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), floor.keep);
    if (error == std::errc{} && end == number.data() + number.size()) return floor;
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("\"{}\" should be a class and a share, such as spam=0.95", text),
              {"keep_class"});
}

}  // namespace tango::certify
