#include "text/load/special_tokens.h"

#include <algorithm>
#include <utility>

#include <tango/error.h>

namespace tango::text {

std::string special_token_name(const base::Json& config, std::string_view key,
                               std::string_view fallback, std::string_view where) {
  const auto found = config.find(key);
  if (found != config.end() && found->is_object()) {
    return base::require_field<std::string>(*found, "content", where);
  }
  return base::field_or<std::string>(config, key, where, std::string(fallback));
}

SpecialToken SpecialTokens::require(std::string_view key, std::string_view fallback) {
  add(key, fallback);
  const std::string name = special_token_name(config_, key, fallback, config_where_);
  const std::int32_t id = vocabulary_.id_of(name);
  if (id < 0) {
    throw Error(ErrorCode::kInvalidModel, std::string(where_) + ": the special token \"" + name +
                                              "\" is not in the vocabulary");
  }
  return {name, id};
}

void SpecialTokens::add(std::string_view key, std::string_view fallback, bool lstrip) {
  AddedToken token;
  token.content = special_token_name(config_, key, fallback, config_where_);
  token.id = vocabulary_.id_of(token.content);
  token.special = true;
  token.normalized = false;
  token.lstrip = lstrip;
  const bool is_new =
      std::ranges::find(found_, token.content, &AddedToken::content) == found_.end();
  if (token.id >= 0 && is_new) found_.push_back(std::move(token));
}

}  // namespace tango::text
