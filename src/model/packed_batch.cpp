#include "model/packed_batch.h"

#include <string>

#include <tango/error.h>

namespace tango::model {

void PackedBatch::clear() {
  token_ids_.clear();
  token_type_ids_.clear();
  offsets_.resize(1);
}

void PackedBatch::add(std::span<const std::int32_t> token_ids,
                      std::span<const std::int32_t> token_type_ids) {
  if (token_ids.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                "text " + std::to_string(texts()) + " of the batch has no tokens");
  }
  token_ids_.insert(token_ids_.end(), token_ids.begin(), token_ids.end());
  token_type_ids_.insert(token_type_ids_.end(), token_type_ids.begin(), token_type_ids.end());
  token_type_ids_.resize(token_ids_.size(), 0);
  offsets_.push_back(static_cast<std::int32_t>(token_ids_.size()));
}

std::string PackedBatch::place_of(int text) const {
  return texts() == 1 ? "" : "text " + std::to_string(text) + " of the batch: ";
}

}  // namespace tango::model
