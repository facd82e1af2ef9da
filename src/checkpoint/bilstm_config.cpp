#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {

BiLstmConfig parse_bilstm_config(const base::Json& json, std::string_view where) {
  if (!base::field_or(json, "bidirectional", where, true)) {
    throw_unsupported(where, "\"bidirectional\" is false; only bidirectional LSTMs are supported");
  }
  const auto dense_act = base::field_or<std::string>(json, "dense_act", where, "relu");
  if (dense_act != "relu") {
    throw_unsupported(where, "\"dense_act\" is " + in_quotes(dense_act) + "; supported is relu");
  }
  BiLstmConfig config;
  config.vocab_size = require_size(json, "vocab_size", where, 1, kLargestTable);
  config.embedding_size = require_size(json, "embedding_size", where, 1, kLargestWidth);
  config.hidden_size = require_size(json, "hidden_size", where, 1, kLargestWidth);
  config.num_layers = require_size(json, "num_layers", where, 0, kMostLayers);
  config.dense_size = require_size(json, "dense_size", where, 1, kLargestWidth);
  config.max_words = require_size(json, "max_words", where, 1, kLargestTable);
  config.labels = parse_labels(json, where);
  return config;
}

}  // namespace tango::checkpoint
