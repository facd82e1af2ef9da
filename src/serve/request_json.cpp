#include "serve/request_json.h"

#include <fmt/format.h>

namespace tango::serve {

base::Json parse_body(std::string_view body) {
  base::Json fields = base::parse_json(body, kBody);
  if (fields.is_object()) return fields;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{} is a JSON object, such as {{\"inputs\": \"a text\"}}; found {}",
                          kBody, fields.type_name()));
}

}  // namespace tango::serve
