#include "model/check_tokens.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::model {

void check_tokens(const PackedBatch& batch, int vocab_size, int max_tokens) {
  for (int text = 0; text < batch.texts(); ++text) {
    const auto index = static_cast<std::size_t>(text);
    const int words = batch.offsets()[index + 1] - batch.offsets()[index];
    if (words > max_tokens) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}there are {} words; the model takes at most {}",
                              batch.place_of(text), words, max_tokens));
    }
    const auto ids = batch.token_ids().subspan(static_cast<std::size_t>(batch.offsets()[index]),
                                               static_cast<std::size_t>(words));
    const auto wrong = std::find_if(ids.begin(), ids.end(),
                                    [&](std::int32_t id) { return id < 0 || id >= vocab_size; });
    if (wrong != ids.end()) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}word {} has id {}, outside the vocabulary of {} words",
                              batch.place_of(text), wrong - ids.begin(), *wrong, vocab_size));
    }
  }
}

}  // namespace tango::model
