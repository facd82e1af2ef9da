#include <algorithm>

#include <tango/error.h>

#include "text/load/loaders.h"

namespace tango::text {

std::unique_ptr<Tokenizer> make_tokenizer(std::unique_ptr<const Normalizer> normalizer,
                                          std::unique_ptr<const PreTokenizer> pre_tokenizer,
                                          std::unique_ptr<const SubwordModel> model,
                                          const std::vector<AddedToken>& added_tokens,
                                          PostProcessor post_processor, std::string_view where) {
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
  return std::make_unique<PipelineTokenizer>(
      Pipeline{std::move(stage), std::move(pre_tokenizer), std::move(model), std::move(added),
               std::move(post_processor), largest + 1, std::nullopt});
}

base::Json read_json_if_present(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? base::read_json(path) : base::Json::object();
}

std::string special_token_name(const base::Json& config, const char* key, std::string_view fallback,
                               std::string_view where) {
  const auto found = config.find(key);
  if (found != config.end() && found->is_object()) {
    return base::require_field<std::string>(*found, "content", where);
  }
  return base::field_or<std::string>(config, key, where, std::string(fallback));
}

}  // namespace tango::text
