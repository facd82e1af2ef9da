// The "model" of a tokenizer.json.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"
#include "text/subword/model_tables.h"
#include "text/subword/subword_model.h"

namespace tango::text {

/// "type" of this JSON of a model; by its other fields in old files, which have none.
[[nodiscard]] std::string model_type(const base::Json& json, std::string_view where);

/// How the model of this JSON reads the words of a ByteLevel before it.
[[nodiscard]] WordBytes word_bytes(const base::Json& json, std::string_view where);

/// `tables`: those of the same file; moved from. `byte_level`: whether words are raw bytes. Throws
/// kUnsupported naming the component, kInvalidModel for a malformed one; `where` names the file.
[[nodiscard]] std::unique_ptr<const SubwordModel> load_model(const base::Json& json,
                                                             ModelTables& tables, bool byte_level,
                                                             std::string_view where);

}  // namespace tango::text
