#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {

TfidfConfig parse_tfidf_config(const base::Json& json, std::string_view where) {
  TfidfConfig config;
  config.vocab_size = require_size(json, "vocab_size", where, 1, kLargestTable);
  config.max_words = require_size(json, "max_words", where, 1, kLargestTable);
  config.labels = parse_labels(json, where);
  if (config.labels.problem_type == ProblemType::kSpan) {
    throw_unsupported(where, "a TF-IDF model that answers questions; it can only classify");
  }
  return config;
}

}  // namespace tango::checkpoint
