// The right answers to a question as a row of a file has them.
#pragma once

#include <string_view>
#include <vector>

#include "reading/squad.h"

namespace tango::reading {

/// Of one answer's text; of a JSON list of texts, or of objects with a "text"; or of an object
/// whose "text" is such a list, as `datasets` writes SQuAD. Where an answer begins is not looked
/// at: 0. Throws kInvalidInput that starts with `where`.
[[nodiscard]] std::vector<Answer> parse_answers(std::string_view written, std::string_view where);

}  // namespace tango::reading
