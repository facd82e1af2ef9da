// The "model" of a tokenizer.json.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/subword/byte_pair.h"
#include "text/subword/subword_model.h"

namespace tango::text {

/// `byte_level`: whether the pre-tokenizer ends in ByteLevel, which only BPE understands. Throws
/// kUnsupported naming the component, kInvalidModel for a malformed one; `where` names the file.
[[nodiscard]] std::unique_ptr<const SubwordModel> load_model(const base::Json& json,
                                                             bool byte_level,
                                                             std::string_view where);

/// One merge as text, `left right`; `number` counts from 1 for the error message.
[[nodiscard]] std::pair<std::string, std::string> parse_merge(std::string_view line,
                                                              std::size_t number,
                                                              std::string_view where);

}  // namespace tango::text
