// How many texts a promise takes, in words.
#pragma once

#include <string>

#include "recipe/own_recipe.h"

namespace tango::recipe {

/// How many texts have to certify to show that `keep` of the answers are kept; sentences.
[[nodiscard]] std::string certifying_in_words(double keep);

/// Where own.count texts are too few for a promise: that, and how many would do, in sentences with
/// a line end; else "".
[[nodiscard]] std::string too_few_in_words(const OwnTexts& own);

}  // namespace tango::recipe
