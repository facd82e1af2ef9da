// Checks a batch of words, of models without position embeddings.
#pragma once

#include "model/packed_batch.h"

namespace tango::model {

/// Throws kInvalidInput naming the text and the word when an id is outside the vocabulary or a text
/// is too long.
void check_tokens(const PackedBatch& batch, int vocab_size, int max_tokens);

}  // namespace tango::model
