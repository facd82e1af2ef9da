#include "train/files/model_directory.h"

#include <algorithm>
#include <utility>

#include "base/atomic_file.h"
#include "checkpoint/family/encoder_family.h"
#include "checkpoint/model_files.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;
using checkpoint::ProblemType;

const char* type_name(Storage storage) {
  return storage == Storage::kBfloat16 ? "bfloat16" : "float32";
}

/// What PEFT adapts, by nothing, where a model has no adapters: it refuses a list without a module.
constexpr const char* kUntouched = "word_embeddings";

constexpr const char* kWordPattern = "[a-z0-9]+|[^\\sa-z0-9]";

/// "classifier.dense" → "classifier".
std::string first_module(std::string_view stem) {
  return std::string(stem.substr(0, stem.find('.')));
}

/// The modules that an adapter's file holds whole: the head.
std::vector<std::string> whole_modules(const checkpoint::EncoderConfig& config) {
  if (config.labels.problem_type == ProblemType::kSpan) return {"qa_outputs"};
  const checkpoint::HeadTraits& head = checkpoint::family_of(config.family).head;
  std::vector<std::string> modules{first_module(head.output)};
  if (first_module(head.dense) != modules.front()) modules.push_back(first_module(head.dense));
  return modules;
}

/// vocab.txt has one word per line; the line number is the id.
void write_with_words(const fs::path& directory, const base::Json& config,
                      const Parameters& parameters, Storage storage,
                      const std::vector<std::string>& words) {
  base::write_file(directory / "config.json", config.dump(2) + "\n");
  write_tensors(directory / "model.safetensors", parameters.all(), storage, {{"format", "pt"}});
  std::string lines;
  for (const std::string& word : words) lines += word + "\n";
  base::write_file(directory / "vocab.txt", lines);
}

}  // namespace

base::Json classifier_config(base::Json base_config, const checkpoint::EncoderConfig& config,
                             Storage storage) {
  return checkpoint::classifier_config(std::move(base_config), config, type_name(storage));
}

void write_classifier(const fs::path& directory, const base::Json& config,
                      const Parameters& parameters, Storage storage,
                      const fs::path& tokenizer_directory) {
  base::write_file(directory / "config.json", config.dump(2) + "\n");
  write_tensors(directory / "model.safetensors", parameters.all(), storage, {{"format", "pt"}});
  checkpoint::copy_tokenizer(tokenizer_directory, directory);
}

void write_adapter(const fs::path& directory, const base::Json& config,
                   const checkpoint::EncoderConfig& encoder, const Parameters& parameters,
                   const LoraOptions& lora, Storage storage, const std::string& base_name,
                   const fs::path& tokenizer_directory) {
  const bool is_span = encoder.labels.problem_type == ProblemType::kSpan;
  std::vector<std::string> adapted, whole = whole_modules(encoder);
  if (lora.rank > 0) {
    adapted = adapted_modules(encoder, lora);
  } else {
    whole.push_back(first_module(checkpoint::family_of(encoder.family).layers));
    adapted = {kUntouched};
  }
  const base::Json adapter{{"peft_type", "LORA"},
                           {"task_type", is_span ? "QUESTION_ANS" : "SEQ_CLS"},
                           {"base_model_name_or_path", base_name},
                           {"r", std::max(1, lora.rank)},
                           {"lora_alpha", lora.alpha},
                           {"lora_dropout", lora.dropout},
                           {"target_modules", adapted},
                           {"modules_to_save", whole},
                           {"bias", "none"},
                           {"fan_in_fan_out", false},
                           {"inference_mode", true},
                           {"init_lora_weights", true}};
  std::vector<Parameter> tensors = parameters.trainable();
  for (Parameter& one : tensors) one.name = "base_model.model." + one.name;
  base::write_file(directory / "adapter_config.json", adapter.dump(2) + "\n");
  base::write_file(directory / "config.json", config.dump(2) + "\n");
  write_tensors(directory / "adapter_model.safetensors", tensors, storage, {{"format", "pt"}});
  checkpoint::copy_tokenizer(tokenizer_directory, directory);
}

void write_bilstm(const fs::path& directory, const checkpoint::BiLstmConfig& config,
                  const Parameters& parameters, Storage storage,
                  const std::vector<std::string>& words) {
  base::Json json{{"model_type", "bilstm"},
                  {"architectures", {"BiLstmForSequenceClassification"}},
                  {"vocab_size", config.vocab_size},
                  {"embedding_size", config.embedding_size},
                  {"hidden_size", config.hidden_size},
                  {"num_layers", config.num_layers},
                  {"bidirectional", true},
                  {"dense_size", config.dense_size},
                  {"dense_act", "relu"},
                  {"lowercase", true},
                  {"word_pattern", kWordPattern},
                  {"pad_token", "<pad>"},
                  {"unk_token", "<unk>"},
                  {"max_words", config.max_words},
                  {"torch_dtype", type_name(storage)}};
  checkpoint::put_labels(json, config.labels);
  write_with_words(directory, json, parameters, storage, words);
}

void write_tfidf(const fs::path& directory, const checkpoint::TfidfConfig& config,
                 const Parameters& parameters, const std::vector<std::string>& words) {
  base::Json json{{"model_type", "tfidf"},
                  {"architectures", {"TfidfForSequenceClassification"}},
                  {"vocab_size", config.vocab_size},
                  {"max_words", config.max_words},
                  {"lowercase", true},
                  {"word_pattern", kWordPattern},
                  {"unk_token", "<unk>"},
                  {"torch_dtype", type_name(Storage::kFloat32)}};
  checkpoint::put_labels(json, config.labels);
  write_with_words(directory, json, parameters, Storage::kFloat32, words);
}

void write_language_model(const fs::path& directory, const checkpoint::LanguageModelConfig& config,
                          const Parameters& parameters, Storage storage,
                          const std::vector<std::string>& words) {
  const base::Json json{{"model_type", "lstm_lm"},
                        {"vocab_size", config.vocab_size},
                        {"embedding_size", config.embedding_size},
                        {"hidden_size", config.hidden_size},
                        {"num_layers", config.num_layers},
                        {"pairs", config.pairs},
                        {"torch_dtype", type_name(storage)}};
  write_with_words(directory, json, parameters, storage, words);
}

}  // namespace tango::train
