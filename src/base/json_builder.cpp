#include "base/json_builder.h"

#include <optional>

#include <tango/error.h>

#include "base/download_fault.h"

namespace tango::base {
namespace {

constexpr std::size_t kMaxDepth = 64;

/// Python's json writes numbers that JSON has not: NaN, Infinity and -Infinity. As strings they do
/// no harm where nothing reads them, and are named where something does. nullopt: there are none.
std::optional<std::string> with_quoted_numbers(std::string_view text) {
  if (text.find("NaN") == text.npos && text.find("Infinity") == text.npos) return std::nullopt;
  std::string quoted;
  bool in_string = false;
  bool found = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string) {
      in_string = text[i] != '"';
      if (text[i] == '\\' && i + 1 < text.size()) quoted += text[i++];
    } else {
      in_string = text[i] == '"';
      std::string_view number;
      for (const std::string_view one : {"NaN", "Infinity", "-Infinity"}) {
        if (text.substr(i).starts_with(one)) number = one;
      }
      if (!number.empty()) {
        quoted.append("\"").append(number) += '"';
        i += number.size() - 1;
        found = true;
        continue;
      }
    }
    quoted += text[i];
  }
  return found ? std::optional(std::move(quoted)) : std::nullopt;
}

}  // namespace

void JsonBuilder::on_key(std::string& name) { member_ = &innermost()[std::move(name)]; }

void JsonBuilder::on_scalar(Json&& value) { place(std::move(value)); }

void JsonBuilder::on_float(double value, std::string_view /*written*/) { on_scalar(value); }

void JsonBuilder::on_open(Json&& empty) { open_.push_back(place(std::move(empty))); }

void JsonBuilder::on_close() { open_.pop_back(); }

Json* JsonBuilder::place(Json&& value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  if (innermost().is_array()) return &innermost().emplace_back(std::move(value));
  *member_ = std::move(value);
  return member_;
}

bool JsonBuilder::key(string_t& name) {
  on_key(name);
  return true;
}

bool JsonBuilder::scalar(Json&& value) {
  on_scalar(std::move(value));
  return true;
}

bool JsonBuilder::open(Json&& empty) {
  if (open_.size() == kMaxDepth) {
    error_ = "JSON nested deeper than " + std::to_string(kMaxDepth);
    return false;
  }
  on_open(std::move(empty));
  return true;
}

bool JsonBuilder::close() {
  on_close();
  return true;
}

bool JsonBuilder::parse_error(std::size_t position, const std::string& /*token*/,
                              const nlohmann::detail::exception& error) {
  std::string what = error.what();
  // "[json.exception.parse_error.101] parse error at line 1, column 3: syntax error …"
  for (const char* const before : {"] ", ": "}) {
    if (const std::size_t at = what.find(before); at != std::string::npos) what.erase(0, at + 2);
  }
  // Behind it stands what was read, which may be a text that no error repeats.
  for (const char* const quote : {"; last read: ", " parsing '"}) {
    if (const std::size_t at = what.find(quote); at != std::string::npos) what.erase(at);
  }
  error_ = "not valid JSON at byte " + std::to_string(position) + ": " + what;
  return false;
}

void parse_json(std::string_view text, std::string_view where, JsonBuilder& builder) {
  nlohmann::json_sax<Json>* events = &builder;
  const std::optional<std::string> quoted = with_quoted_numbers(text);
  const std::string_view standard = quoted ? std::string_view(*quoted) : text;
  if (Json::sax_parse(standard.begin(), standard.end(), events)) return;
  const std::string_view fault = text.empty() ? text : download_fault(text);
  throw Error(ErrorCode::kInvalidModel,
              std::string(where) + ": " + (fault.empty() ? builder.error_ : std::string(fault)));
}

Json parse_json(std::string_view text, std::string_view where) {
  JsonBuilder builder;
  parse_json(text, where, builder);
  return builder.take();
}

}  // namespace tango::base
