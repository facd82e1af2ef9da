// Checks a batch of words.
#pragma once

#include "checkpoint/model_config.h"
#include "model/packed_batch.h"

namespace tango::model {

/// Throws kInvalidInput naming the text and the word when an id is outside the vocabulary or a text
/// is too long.
void check_words(const PackedBatch& batch, const checkpoint::BiLstmConfig& config);

}  // namespace tango::model
