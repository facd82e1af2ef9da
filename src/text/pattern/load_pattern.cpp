#include "text/pattern/load_pattern.h"

#include <string>

#include <tango/error.h>

#include "text/pattern/regular_expression.h"
#include "text/pattern/simple_patterns.h"
#include "text/pattern/word_patterns.h"

namespace tango::text {

std::unique_ptr<const Pattern> make_pattern(std::string_view regex, std::string_view where) {
  if (is_literal(regex)) return std::make_unique<LiteralPattern>(std::string(regex));
  if (const auto run = RunPattern::parse(regex)) return std::make_unique<RunPattern>(*run);
  if (auto known = known_pattern(regex)) return known;
  return std::make_unique<RegularExpression>(regex, where);
}

std::unique_ptr<const Pattern> load_pattern(const base::Json& json, std::string_view where) {
  if (!json.is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": \"pattern\" should be {\"String\": …} or {\"Regex\": …}");
  }
  if (auto literal = base::find_field<std::string>(json, "String", where)) {
    if (!literal->empty()) return std::make_unique<LiteralPattern>(*std::move(literal));
    return std::make_unique<RegularExpression>("", where);  // matches between all characters
  }
  return make_pattern(base::require_field<std::string>(json, "Regex", where), where);
}

}  // namespace tango::text
