// The "post_processor" of a tokenizer.json.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "text/post_processor/post_processor.h"

namespace tango::text {

/// A special token as a post-processor writes it.
struct SpecialToken {
  std::string content;
  std::int32_t id = 0;
};

/// BertProcessing, RobertaProcessing, and the processing of a file without a post-processor.
[[nodiscard]] PostProcessor make_bert_processing(const SpecialToken& cls, const SpecialToken& sep);
[[nodiscard]] PostProcessor make_roberta_processing(const SpecialToken& cls,
                                                    const SpecialToken& sep, bool trim_offsets,
                                                    bool add_prefix_space);
[[nodiscard]] PostProcessor make_no_processing();
/// One special token between the texts of a pair, none in a single text.
[[nodiscard]] PostProcessor make_separated_pairs(std::int32_t separator);

/// Throws kUnsupported naming the component, kInvalidModel for a malformed one or one that names an
/// absent special token; `where` names the file.
[[nodiscard]] PostProcessor load_post_processor(const base::Json& json, std::string_view where);

}  // namespace tango::text
