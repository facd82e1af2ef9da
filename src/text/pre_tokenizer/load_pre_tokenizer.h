// The "pre_tokenizer" of a tokenizer.json.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

/// How ByteLevel hands on its words, where it comes last: as they are, for a model that knows its
/// vocabulary's way to write bytes, or written that way.
enum class WordBytes { kRaw, kCharacters };

/// Null for null. Throws kUnsupported naming the component, kInvalidModel for a malformed one;
/// `where` names the file.
[[nodiscard]] std::unique_ptr<const PreTokenizer> load_pre_tokenizer(const base::Json& json,
                                                                     WordBytes bytes,
                                                                     std::string_view where);

}  // namespace tango::text
