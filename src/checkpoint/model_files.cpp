#include "checkpoint/model_files.h"

#include <array>
#include <string>

#include "base/file_status.h"
#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

/// The class of `transformers` that reads a `config`.json with the head of `encoder`.
std::string class_of(const EncoderConfig& encoder, const base::Json& config) {
  const bool is_span = encoder.labels.problem_type == ProblemType::kSpan;
  return std::string(class_stem_of(family_of(encoder.family), config.value("model_type", ""))) +
         (is_span ? "ForQuestionAnswering" : "ForSequenceClassification");
}

}  // namespace

base::Json classifier_config(base::Json config, const EncoderConfig& encoder, const char* storage) {
  put_labels(config, encoder.labels);
  config["architectures"] = {class_of(encoder, config)};
  config[std::string(family_of(encoder.family).fields.num_layers)] = encoder.num_layers;
  config.erase("dtype");  // the newer name of "torch_dtype"
  config["torch_dtype"] = storage;
  config.erase("_name_or_path");
  if (encoder.reads_sentence) {
    config["encoder_type"] = config.value("model_type", std::string(to_string(encoder.family)));
    config["model_type"] = kSentenceEmbeddings;
    config["architectures"] = {"SentenceEmbeddingsForSequenceClassification"};
  }
  return config;
}

void put_labels(base::Json& config, const Labels& labels) {
  if (labels.problem_type == ProblemType::kSpan) {  // the class says it all
    for (const char* key : {"id2label", "label2id", "num_labels", "problem_type"})
      config.erase(key);
    return;
  }
  config["id2label"] = base::Json::object();
  config["label2id"] = base::Json::object();
  for (std::size_t i = 0; i < labels.names.size(); ++i) {
    config["id2label"][std::to_string(i)] = labels.names[i];
    config["label2id"][labels.names[i]] = i;
  }
  config["num_labels"] = labels.names.size();
  config["problem_type"] = to_string(labels.problem_type);
}

std::span<const char* const> tokenizer_files() {
  static constexpr std::array kFiles{"tokenizer.json",    "tokenizer_config.json",
                                     "vocab.txt",         "vocab.json",
                                     "merges.txt",        "special_tokens_map.json",
                                     "added_tokens.json", "sentencepiece.bpe.model",
                                     "spiece.model",      "spm.model"};
  return kFiles;
}

void copy_tokenizer(const fs::path& from, const fs::path& to) {
  for (const char* file : tokenizer_files()) {
    if (base::exists(from / file)) {
      fs::copy_file(from / file, to / file, fs::copy_options::overwrite_existing);
    }
  }
}

}  // namespace tango::checkpoint
