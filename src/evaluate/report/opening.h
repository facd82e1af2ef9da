// How the report begins: what a cascade is worth, for one who decides.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/report/tables.h"

namespace tango::evaluate {

/// A number that stands large on the page, and what it is.
struct KeyNumber {
  std::string value;
  std::string text;
};

struct Opening {
  std::string sentence;
  std::vector<KeyNumber> numbers;
  std::vector<std::string> warnings;  ///< Sentences: why not to deploy it as it is.

  [[nodiscard]] base::OrderedJson to_json() const;
};

/// Of the first cascade that was measured as deployed; nullopt where there is none.
[[nodiscard]] std::optional<Opening> opening_of(std::span<const NamedResults> all,
                                                const Price& price);

}  // namespace tango::evaluate
