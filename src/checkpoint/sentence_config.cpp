#include <string>

#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {

EncoderConfig parse_sentence_config(const base::Json& json, std::string_view where) {
  const auto type = base::require_field<std::string>(json, "encoder_type", where);
  auto found = parse_encoder_config(type, json, where);
  if (!found || found->pre_norm) {
    throw_unsupported(where, "\"encoder_type\" is " + in_quotes(type) +
                                 "; sentence embeddings are computed with bert, roberta, mpnet, "
                                 "distilbert, electra, albert and deberta-v2");
  }
  EncoderConfig config = *std::move(found);
  if (config.labels.problem_type == ProblemType::kSpan) {
    throw_unsupported(where, "sentence embeddings that answer questions; they can only classify");
  }
  if (!config.token_shares.empty()) {
    throw_unsupported(where, "\"token_shares\" with sentence embeddings, which need every token");
  }
  config.reads_sentence = true;
  return config;
}

}  // namespace tango::checkpoint
