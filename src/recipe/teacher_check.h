// Whether a teacher can teach, before anything is made for it.
#pragma once

#include "recipe/recipe.h"

namespace tango::recipe {

/// Opens the recipe's teacher, if it names one: its files, its labels, its head and its tokenizer,
/// but not all of its weights. Throws as open_checkpoint and load_tokenizer do; kInvalidModel for
/// an encoder without a classification head, or with another number of labels than its head;
/// kUnsupported for a model that answers questions.
void check_teacher(const Recipe& recipe);

}  // namespace tango::recipe
