#include "reading/answer_field.h"

#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"

namespace tango::reading {
namespace {

using base::Json;

[[noreturn]] void fail(std::string_view written, std::string_view where) {
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{}: the answers should be a text, a list of texts, or an object with "
                          "such a list as \"text\", not {:.60}",
                          where, written));
}

}  // namespace

std::vector<Answer> parse_answers(std::string_view written, std::string_view where) {
  if (!written.starts_with('[') && !written.starts_with('{')) return {{std::string(written), 0}};
  const Json json = Json::parse(written, nullptr, false);
  if (json.is_discarded()) return {{std::string(written), 0}};
  const Json& list = json.is_object() && json.contains("text") ? json.at("text") : json;
  if (!list.is_array()) fail(written, where);
  std::vector<Answer> answers;
  for (const Json& one : list) {
    const Json& text = one.is_object() && one.contains("text") ? one.at("text") : one;
    if (!text.is_string()) fail(written, where);
    answers.push_back({text.get<std::string>(), 0});
  }
  return answers;
}

}  // namespace tango::reading
