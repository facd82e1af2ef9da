// Builds of recipes with task = "squad".
#pragma once

#include "recipe/build.h"

namespace tango::recipe {

/// Trains the large question-answering model, distils students from it on the same questions,
/// shortens those that were trained with --length-drop, and hands over a cascade directory as build
/// does. Scores are F1 on the dev articles at even places, on which training and thresholds are
/// chosen, too. Else as build.
void build_question_answering(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
