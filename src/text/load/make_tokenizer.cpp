#include <algorithm>

#include <tango/error.h>

#include "text/load/loaders.h"

namespace tango::text {

std::unique_ptr<Tokenizer> make_tokenizer(
    std::unique_ptr<const Normalizer> normalizer, std::unique_ptr<const PreTokenizer> pre_tokenizer,
    std::unique_ptr<const SubwordModel> model, const std::vector<AddedToken>& added_tokens,
    PostProcessor post_processor, std::unique_ptr<const Decoder> decoder, std::string_view where,
    std::optional<std::int32_t> token_of_empty) {
  NormalizerStage stage(std::move(normalizer));
  AddedTokens added(added_tokens, stage, where);
  std::int32_t largest = model->vocabulary().largest_id();
  for (const AddedToken& token : added_tokens) largest = std::max(largest, token.id);
  const std::int32_t largest_special = post_processor.largest_special_id();
  if (largest_special > largest) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the post-processor adds the id " +
                                              std::to_string(largest_special) +
                                              ", but the largest of a token is " +
                                              std::to_string(largest));
  }
  auto detokenizer =
      std::make_unique<const Detokenizer>(model->vocabulary(), added_tokens, std::move(decoder));
  return std::make_unique<PipelineTokenizer>(
      Pipeline{std::move(stage), std::move(pre_tokenizer), std::move(model), std::move(added),
               std::move(post_processor), std::move(detokenizer), largest + 1, token_of_empty});
}

base::Json read_json_if_present(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? base::read_json(path) : base::Json::object();
}

}  // namespace tango::text
