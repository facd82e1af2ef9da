#include "checkpoint/language_model.h"

#include <algorithm>

#include "base/json.h"
#include "base/mapped_file.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/invalid.h"
#include "checkpoint/safetensors_file.h"

namespace tango::checkpoint {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<std::string> special_words() { return {"</s>", "<unk>", "<sep>"}; }

std::vector<LanguageModelSpec> language_model_tensors(const LanguageModelConfig& config) {
  std::vector<LanguageModelSpec> tensors{
      {"embedding.weight", {config.vocab_size, config.embedding_size}}};
  for (int layer = 0; layer < config.num_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    const int inputs = layer == 0 ? config.embedding_size : config.hidden_size;
    tensors.push_back({"lstm.weight_ih" + suffix, {4 * config.hidden_size, inputs}});
    tensors.push_back({"lstm.weight_hh" + suffix, {4 * config.hidden_size, config.hidden_size}});
    tensors.push_back({"lstm.bias_ih" + suffix, {4 * config.hidden_size}});
    tensors.push_back({"lstm.bias_hh" + suffix, {4 * config.hidden_size}});
  }
  tensors.push_back({"projection.weight", {config.embedding_size, config.hidden_size}});
  tensors.push_back({"projection.bias", {config.embedding_size}});
  tensors.push_back({"output.bias", {config.vocab_size}});
  return tensors;
}

LanguageModel open_language_model(const std::filesystem::path& directory) {
  const std::string where = (directory / "config.json").string();
  const base::Json json = base::read_json(directory / "config.json");
  if (const auto type = base::require_field<std::string>(json, "model_type", where);
      type != "lstm_lm") {
    throw_invalid(where, "\"model_type\" should be lstm_lm, Tango's own language model, found " +
                             in_quotes(type));
  }
  LanguageModel model;
  model.config = {.vocab_size = require_size(json, "vocab_size", where, 4, kLargestTable),
                  .embedding_size = require_size(json, "embedding_size", where, 1, kLargestWidth),
                  .hidden_size = require_size(json, "hidden_size", where, 1, kLargestWidth / 4),
                  .num_layers = require_size(json, "num_layers", where, 1, kMostLayers),
                  .pairs = base::field_or<bool>(json, "pairs", where, false)};
  model.words = lines_of(base::MappedFile(directory / "vocab.txt").text());
  const std::vector<std::string> special = special_words();
  if (model.words.size() != static_cast<std::size_t>(model.config.vocab_size) ||
      !std::equal(special.begin(), special.end(), model.words.begin())) {
    throw_invalid((directory / "vocab.txt").string(),
                  "should hold " + std::to_string(model.config.vocab_size) +
                      " words, the first of them </s>, <unk> and <sep>; found " +
                      std::to_string(model.words.size()));
  }
  model.weights = std::make_unique<SafetensorsFile>(directory / "model.safetensors");
  return model;
}

}  // namespace tango::checkpoint
