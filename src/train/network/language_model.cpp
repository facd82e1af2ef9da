#include "train/network/language_model.h"

#include <cmath>
#include <string>

#include "train/network/packed_sequence.h"

namespace tango::train {
namespace {

/// Every text without its last word, or without its first.
Batch part(const Batch& batch, std::int64_t from) {
  const std::int64_t length = batch.token_ids.size(1) - 1;
  return {batch.rows, batch.token_ids.narrow(1, from, length).contiguous(),
          batch.token_type_ids.narrow(1, from, length), batch.lengths - 1};
}

}  // namespace

Parameters make_language_model_parameters(const checkpoint::LanguageModelConfig& config,
                                          std::uint64_t seed) {
  Parameters parameters;
  for (const checkpoint::LanguageModelSpec& spec : checkpoint::language_model_tensors(config)) {
    const std::vector<std::int64_t> dimensions(spec.shape.begin(), spec.shape.end());
    const bool recurrent = spec.name.starts_with("lstm.") || spec.name.starts_with("projection.");
    const double limit = recurrent ? 1 / std::sqrt(static_cast<double>(config.hidden_size)) : 0.1;
    parameters.add(spec.name, spec.name == "output.bias"
                                  ? at::zeros(dimensions, at::kFloat)
                                  : uniform_tensor(dimensions, limit, seed, spec.name));
  }
  parameters.set_trainable(true);
  return parameters;
}

LanguageModelNetwork::LanguageModelNetwork(const Parameters& parameters,
                                           const checkpoint::LanguageModelConfig& config,
                                           double dropout)
    : dropout_(dropout),
      embedding_(parameters.at("embedding.weight")),
      projection_weight_(parameters.at("projection.weight")),
      projection_bias_(parameters.at("projection.bias")),
      output_bias_(parameters.at("output.bias")) {
  for (int layer = 0; layer < config.num_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    layers_.push_back(
        {parameters.at("lstm.weight_ih" + suffix), parameters.at("lstm.weight_hh" + suffix),
         parameters.at("lstm.bias_ih" + suffix), parameters.at("lstm.bias_hh" + suffix)});
  }
}

at::Tensor LanguageModelNetwork::loss(const Batch& batch, Pass& pass) const {
  const PackedSequence read = pack(part(batch, 0));
  const PackedSequence wanted = pack(part(batch, 1));  // of the same lengths: the same rows
  at::Tensor rows = pass.dropout(at::embedding(embedding_, read.token_ids), dropout_);
  for (const LstmDirection& layer : layers_) {
    rows = pass.dropout(forward_lstm(read, rows, layer), dropout_);
  }
  const at::Tensor projected = at::linear(rows, projection_weight_, projection_bias_);
  const at::Tensor logits = at::linear(projected, embedding_, output_bias_);
  return at::cross_entropy_loss(logits, wanted.token_ids);
}

}  // namespace tango::train
