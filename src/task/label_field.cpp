#include "task/label_field.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "task/columns.h"

namespace tango::task {
namespace {

constexpr std::size_t kMostShown = 60;

std::string_view without_spaces(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string> split_at(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(without_spaces(text.substr(0, end)));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// nullopt where it is no list of JSON's.
std::optional<std::vector<std::string>> items_of_json(std::string_view list) {
  try {
    std::vector<std::string> items;
    for (const base::Json& item : base::parse_json(list, "")) {
      items.push_back(item.is_string() ? item.get<std::string>() : item.dump());
    }
    return items;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Python writes ['a', "b"]: an item in quotes goes without them.
std::string unquoted(std::string item) {
  const bool is_quoted = item.size() > 1 && (item.front() == '\'' || item.front() == '"') &&
                         item.front() == item.back();
  return is_quoted ? item.substr(1, item.size() - 2) : item;
}

std::optional<double> number_of(std::string_view written) {
  if (written == "true" || written == "True" || written == "TRUE") return 1;
  if (written == "false" || written == "False" || written == "FALSE") return 0;
  if (written.starts_with('+')) written.remove_prefix(1);
  double value = 0;
  const char* const end = written.data() + written.size();
  const auto [stop, failure] = std::from_chars(written.data(), end, value);
  if (failure != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Of 0 or 1.
std::optional<bool> flag_of(std::string_view written) {
  const std::optional<double> number = number_of(written);
  if (!number || (*number != 0 && *number != 1)) return std::nullopt;
  return *number == 1;
}

/// One flag for each label, and not names or ids of some.
bool are_flags(std::span<const std::string> items, std::span<const std::string> names,
               std::string_view where) {
  if (items.size() < 2 || items.size() != names.size()) return false;
  const auto is_flag = [](const std::string& item) { return flag_of(item).has_value(); };
  const auto is_name = [&](const std::string& item) { return std::ranges::count(names, item) > 0; };
  if (!std::ranges::all_of(items, is_flag) || std::ranges::all_of(items, is_name)) return false;
  const bool are_ids = std::ranges::all_of(
      items, [](const std::string& item) { return item == "0" || item == "1"; });
  if (!are_ids || std::set<std::string>(items.begin(), items.end()).size() < items.size()) {
    return true;
  }
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("{}: the labels {}, {} may be the ids of both labels, or a 0 or 1 for each "
                  "of them; write their names, or true and false",
                  where, items[0], items[1]));
}

}  // namespace

std::vector<std::string> split_items(std::string_view written) {
  std::string_view text = without_spaces(written);
  const bool is_list = text.size() > 1 && text.front() == '[' && text.back() == ']';
  if (is_list) {
    if (auto items = items_of_json(text)) return *std::move(items);
    text = without_spaces(text.substr(1, text.size() - 2));
  }
  if (text.empty()) return {};
  const std::string_view separators = is_list ? "," : "|;,";
  const auto* const found = std::ranges::find_if(
      separators, [&](char separator) { return text.find(separator) != std::string_view::npos; });
  std::vector<std::string> items = split_at(text, found == separators.end() ? ',' : *found);
  if (is_list) std::ranges::transform(items, items.begin(), unquoted);
  return items;
}

std::vector<int> parse_label_set(std::string_view written, std::span<const std::string> names,
                                 const LabelMap& labels, std::string_view where) {
  if (const std::optional<int> only = labels.find(written)) return {*only};
  const std::vector<std::string> items = split_items(written);
  if (are_flags(items, names, where)) return label_set_of(items, names, where);
  std::set<int> found;
  for (const std::string& item : items) found.insert(labels.require(item, where));
  return {found.begin(), found.end()};
}

std::vector<int> label_set_of(std::span<const std::string> flags,
                              std::span<const std::string> names, std::string_view where) {
  std::vector<int> found;
  for (std::size_t label = 0; label < names.size(); ++label) {
    const std::optional<bool> flag = flag_of(without_spaces(flags[label]));
    if (!flag) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}: label \"{}\" should be 0 or 1, found \"{}\"", where,
                              names[label], flags[label].substr(0, kMostShown)));
    }
    if (*flag) found.push_back(static_cast<int>(label));
  }
  return found;
}

std::vector<double> parse_numbers(std::string_view written, std::size_t count,
                                  std::string_view where) {
  const std::vector<std::string> items = split_items(written);
  std::vector<double> numbers;
  for (const std::string& item : items) {
    if (const std::optional<double> number = number_of(item)) numbers.push_back(*number);
  }
  if (items.size() == count && numbers.size() == count) return numbers;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{}: the label should be {}, found \"{}\"", where,
                          count == 1 ? "a number" : fmt::format("a list of {} numbers", count),
                          written.substr(0, kMostShown)));
}

}  // namespace tango::task
