// A row's right answers where there may be several, or where they are numbers, as files write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "task/label_map.h"

namespace tango::task {

/// The items of a JSON or Python list, or else the parts between | or ; or , (the first of these
/// that occurs), without spaces around them. "" and "[]" hold none.
[[nodiscard]] std::vector<std::string> split_items(std::string_view written);

/// The labels of a text, ascending. `written`: one label; or items (split_items) that are names or
/// ids; or one 0 or 1 for each label, true and false as well. `names`: the model's, as `labels` has
/// them. Throws kInvalidInput that starts with `where`; also where two items may mean both.
[[nodiscard]] std::vector<int> parse_label_set(std::string_view written,
                                               std::span<const std::string> names,
                                               const LabelMap& labels, std::string_view where);

/// The same from one column per label, each 0 or 1.
[[nodiscard]] std::vector<int> label_set_of(std::span<const std::string> flags,
                                            std::span<const std::string> names,
                                            std::string_view where);

/// As many numbers as `count`, as items; true is 1, false 0. Throws kInvalidInput.
[[nodiscard]] std::vector<double> parse_numbers(std::string_view written, std::size_t count,
                                                std::string_view where);

}  // namespace tango::task
