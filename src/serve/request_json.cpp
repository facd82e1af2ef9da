#include "serve/request_json.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/suggestion.h"

namespace tango::serve {

namespace {

// Of a request whose fields are looked at: who sends more has not misspelt one.
constexpr std::size_t kMostFields = 64;
constexpr std::size_t kMostLetters = 64;

base::Json parsed(std::string_view body) {
  try {
    return base::parse_json(body, kBody);
  } catch (const Error& error) {  // kInvalidModel, as of a file
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
}

}  // namespace

base::Json parse_body(std::string_view body) {
  base::Json fields = parsed(body);
  if (fields.is_object()) return fields;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{} is a JSON object, such as {{\"inputs\": \"a text\"}}; found {}",
                          kBody, fields.type_name()));
}

std::vector<std::string> field_names(const base::Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, _] : object.items()) names.push_back(name);
  return names;
}

void refuse_misspelt(std::span<const std::string> names, std::span<const std::string> known) {
  if (names.size() > kMostFields) return;
  for (const std::string& name : names) {
    if (name.size() > kMostLetters || std::ranges::find(known, name) != known.end()) continue;
    if (const auto meant = base::nearest(name, known, name.size() / 4)) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("there is no field \"{}\"; did you mean \"{}\"?",
                              base::printable(name), *meant));
    }
  }
}

void refuse_field(const Error& error, const base::Json& object, std::string_view key) {
  constexpr std::string_view kFound = ", found ";
  std::string what = error.what();
  if (const std::size_t at = what.find(kFound); at != std::string::npos) {
    what.resize(at + kFound.size());
    what += (object.is_object() ? object.at(key) : object).type_name();
  }
  throw Error(ErrorCode::kInvalidInput, what);
}

}  // namespace tango::serve
