#include "task/field_values.h"

#include <charconv>

#include <tango/error.h>

namespace tango::task {
namespace {

template <typename T>
T parse_number(std::string_view value, std::string_view column, const std::string& where, T low,
               T high, const std::string& expected) {
  T number{};
  const char* const end = value.data() + value.size();
  const auto [stop, failure] = std::from_chars(value.data(), end, number);
  const bool in_range = number >= low && number <= high;  // false for a NaN
  if (failure != std::errc() || stop != end || !in_range) {
    throw Error(ErrorCode::kInvalidInput, where + ": column \"" + std::string(column) +
                                              "\" should hold " + expected + ", found \"" +
                                              std::string(value.substr(0, 60)) + '"');
  }
  return number;
}

}  // namespace

float parse_threshold(std::string_view value, std::string_view column, const std::string& where) {
  return parse_number(value, column, where, 0.0F, 1.0F, "a threshold in 0 ... 1");
}

int parse_tier(std::string_view value, std::string_view column, const std::string& where) {
  return parse_number(value, column, where, 1, 1000, "a tier, a whole number from 1");
}

}  // namespace tango::task
