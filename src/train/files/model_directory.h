// What training writes: directories that `transformers`, PEFT and our engine load.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "checkpoint/language_model.h"
#include "checkpoint/model_config.h"
#include "train/files/tensor_file.h"
#include "train/network/encoder.h"
#include "train/network/parameters.h"

namespace tango::train {

/// `config.json` of a classifier or a question-answering model: the base's fields with the labels,
/// the class and the storage of this one.
[[nodiscard]] base::Json classifier_config(base::Json base_config,
                                           const checkpoint::EncoderConfig& config,
                                           Storage storage);

/// Writes config.json, model.safetensors, and the tokenizer's files from `tokenizer_directory` into
/// `directory`, which must exist.
void write_classifier(const std::filesystem::path& directory, const base::Json& config,
                      const Parameters& parameters, Storage storage,
                      const std::filesystem::path& tokenizer_directory);

/// The same in PEFT's layout: adapter_config.json, adapter_model.safetensors (the trainable
/// parameters), config.json, tokenizer. `base_name` becomes `base_model_name_or_path`. Without
/// adapters (rank 0) the file holds whole layers, and the embeddings are those of the base; PEFT
/// then warns that an adapter of theirs is missing, and computes the same.
void write_adapter(const std::filesystem::path& directory, const base::Json& config,
                   const checkpoint::EncoderConfig& encoder, const Parameters& parameters,
                   const LoraOptions& lora, Storage storage, const std::string& base_name,
                   const std::filesystem::path& tokenizer_directory);

/// The same for a BiLSTM with its vocabulary: one word per line, the line number is the id.
void write_bilstm(const std::filesystem::path& directory, const checkpoint::BiLstmConfig& config,
                  const Parameters& parameters, Storage storage,
                  const std::vector<std::string>& words);

/// The same for a TF-IDF model: its words, then its pairs.
void write_tfidf(const std::filesystem::path& directory, const checkpoint::TfidfConfig& config,
                 const Parameters& parameters, const std::vector<std::string>& words);

/// The same for a language model with its words.
void write_language_model(const std::filesystem::path& directory,
                          const checkpoint::LanguageModelConfig& config,
                          const Parameters& parameters, Storage storage,
                          const std::vector<std::string>& words);

}  // namespace tango::train
