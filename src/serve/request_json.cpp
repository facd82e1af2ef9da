#include "serve/request_json.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/suggestion.h"

namespace tango::serve {

namespace {

// Of an object whose fields are looked at: who sends more has not misspelt one.
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

void refuse_misspelt(const base::Json& object, std::span<const std::string> known) {
  if (object.size() > kMostFields) return;
  for (const auto& [name, _] : object.items()) {
    if (name.size() > kMostLetters || std::ranges::find(known, name) != known.end()) continue;
    if (const auto meant = base::nearest(name, known, name.size() / 4)) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("there is no field \"{}\"; did you mean \"{}\"?", name, *meant));
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
