// How many texts a promise takes, in words.
#pragma once

#include <cstdint>
#include <string>

#include "recipe/own_recipe.h"
#include "recipe/recipe.h"

namespace tango::recipe {

/// How many texts have to certify to show that `keep` of the answers are kept; sentences.
[[nodiscard]] std::string certifying_in_words(double keep);

/// Where own.count texts are too few for a promise: that, and how many would do, in sentences with
/// a line end; else "".
[[nodiscard]] std::string too_few_in_words(const OwnTexts& own);

/// Why nothing is promised of a cascade, where `left` texts were left to certify it: what its
/// thresholds keep, of which texts, and how many more would do; sentences with a line end.
[[nodiscard]] std::string uncertified_in_words(const Recipe& recipe, std::int64_t left);

}  // namespace tango::recipe
