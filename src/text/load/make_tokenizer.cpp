#include <algorithm>

#include <tango/error.h>

#include "text/load/loaders.h"

namespace tango::text {

std::unique_ptr<Tokenizer> make_tokenizer(TokenizerParts parts, std::string_view where) {
  NormalizerStage stage(std::move(parts.normalizer));
  AddedTokens added(parts.added_tokens, stage, where);
  std::int32_t largest = parts.model->vocabulary().largest_id();
  for (const AddedToken& token : parts.added_tokens) largest = std::max(largest, token.id);
  const std::int32_t largest_special = parts.post_processor.largest_special_id();
  if (largest_special > largest) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the post-processor adds the id " +
                                              std::to_string(largest_special) +
                                              ", but the largest of a token is " +
                                              std::to_string(largest));
  }
  auto detokenizer = std::make_unique<const Detokenizer>(
      parts.model->vocabulary(), parts.added_tokens, std::move(parts.decoder));
  return std::make_unique<PipelineTokenizer>(Pipeline{
      std::move(stage), std::move(parts.pre_tokenizer), std::move(parts.model), std::move(added),
      std::move(parts.post_processor), std::move(detokenizer), largest + 1, parts.token_of_empty,
      parts.inputs.token_types, parts.inputs.model_max_length, parts.inputs.truncation_side});
}

}  // namespace tango::text
