// The builds of recipes with task = "squad".
#pragma once

#include "recipe/build.h"

namespace tango::recipe {

/// Trains the large reader, distils students from it on the same questions, finds the lengths of
/// those that were made for it, and hands over a folder a model and scores.json: F1 on the dev
/// articles at even places, as training saw it. No cascade.json: cascades answer no questions yet.
/// Else as build.
void build_reader(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
