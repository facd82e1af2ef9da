#include "base/json.h"

#include <algorithm>
#include <vector>

#include <tango/error.h>

#include "base/mapped_file.h"

namespace tango::base {
namespace {

template <typename T>
struct Expected;
template <>
struct Expected<bool> {
  static constexpr const char* kName = "true or false";
  static bool matches(const Json& value) { return value.is_boolean(); }
};
template <>
struct Expected<std::int64_t> {
  static constexpr const char* kName = "a whole number";
  static bool matches(const Json& value) {
    return value.is_number_integer() &&
           !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX);
  }
};
template <>
struct Expected<double> {
  static constexpr const char* kName = "a number";
  static bool matches(const Json& value) { return value.is_number(); }
};
template <>
struct Expected<std::vector<double>> {
  static constexpr const char* kName = "a list of numbers";
  static bool matches(const Json& value) {
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_number(); });
  }
};
template <>
struct Expected<std::string> {
  static constexpr const char* kName = "a string";
  static bool matches(const Json& value) { return value.is_string(); }
};

std::string shorten(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace

Json read_json(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse_json(file.text(), path.string());
}

template <typename T>
std::optional<T> find_field(const Json& object, std::string_view key, std::string_view where) {
  if (!object.is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": expected a JSON object, found " + shorten(object));
  }
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::nullopt;
  if (!Expected<T>::matches(*found)) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": \"" + std::string(key) +
                                              "\" should be " + Expected<T>::kName + ", found " +
                                              shorten(*found));
  }
  return found->template get<T>();
}

template <typename T>
T require_field(const Json& object, std::string_view key, std::string_view where) {
  std::optional<T> value = find_field<T>(object, key, where);
  if (!value) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": \"" + std::string(key) +
                                              "\" is missing; it should be " + Expected<T>::kName);
  }
  return *std::move(value);
}

template std::optional<bool> find_field<bool>(const Json&, std::string_view, std::string_view);
template std::optional<std::int64_t> find_field<std::int64_t>(const Json&, std::string_view,
                                                              std::string_view);
template std::optional<double> find_field<double>(const Json&, std::string_view, std::string_view);
template std::optional<std::string> find_field<std::string>(const Json&, std::string_view,
                                                            std::string_view);
template std::optional<std::vector<double>> find_field<std::vector<double>>(const Json&,
                                                                            std::string_view,
                                                                            std::string_view);
template bool require_field<bool>(const Json&, std::string_view, std::string_view);
template std::int64_t require_field<std::int64_t>(const Json&, std::string_view, std::string_view);
template double require_field<double>(const Json&, std::string_view, std::string_view);
template std::string require_field<std::string>(const Json&, std::string_view, std::string_view);

}  // namespace tango::base
