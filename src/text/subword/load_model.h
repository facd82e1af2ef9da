// The "model" of a tokenizer.json.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/subword/model_tables.h"
#include "text/subword/subword_model.h"

namespace tango::text {

/// `tables`: those of the same file; moved from. `byte_level`: whether the
/// pre-tokenizer ends in ByteLevel, which only BPE understands. Throws kUnsupported naming the
/// component, kInvalidModel for a malformed one; `where` names the file.
[[nodiscard]] std::unique_ptr<const SubwordModel> load_model(const base::Json& json,
                                                             ModelTables& tables, bool byte_level,
                                                             std::string_view where);

}  // namespace tango::text
