#include "cascade/tier_labels.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "task/columns.h"

namespace tango::cascade {

void require_labels_of(const checkpoint::Labels& own, const checkpoint::Labels& whole,
                       bool are_named, const std::string& place) {
  if (own.problem_type != whole.problem_type) {
    throw Error(ErrorCode::kInvalidModel,
                fmt::format("{} is of the problem type {}, the cascade of {}; tiers must agree",
                            place, to_string(own.problem_type), to_string(whole.problem_type)));
  }
  if (own.names == whole.names) return;
  const bool is_another_order = std::ranges::is_permutation(own.names, whole.names);
  if (are_named && own.names.size() == whole.names.size() && !is_another_order) return;
  throw Error(ErrorCode::kInvalidModel,
              fmt::format("{} answers {}, the cascade {}; {}", place, task::quoted_list(own.names),
                          task::quoted_list(whole.names),
                          is_another_order
                              ? "these are the same labels in another order, so that every answer "
                                "would be mistaken; give them in the model's"
                              : "tiers must agree, in this order"));
}

}  // namespace tango::cascade
