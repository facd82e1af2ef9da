#include "train/network/bilstm.h"

#include <cmath>
#include <string>

#include "checkpoint/parameter_list.h"

namespace tango::train {
namespace {

constexpr std::int64_t kUnknownWord = 1;  // text/subword's word tokenizer: <pad> 0, <unk> 1

}  // namespace

Parameters make_bilstm_parameters(const checkpoint::BiLstmConfig& config,
                                  const at::Tensor& embedding, std::uint64_t seed) {
  Parameters parameters;
  std::int64_t inputs = 1;  // of the linear layer whose weight came last: its bias follows
  for (const checkpoint::ParameterSpec& spec : checkpoint::parameter_list(config)) {
    if (spec.name == "embedding.weight") {
      parameters.add(spec.name, embedding.clone());
      continue;
    }
    std::vector<std::int64_t> dimensions;
    for (int axis = 0; axis < spec.shape.rank(); ++axis) dimensions.push_back(spec.shape[axis]);
    if (dimensions.size() == 2) inputs = dimensions[1];
    const std::int64_t fan = spec.name.starts_with("lstm.") ? config.hidden_size : inputs;
    const double limit = 1 / std::sqrt(static_cast<double>(fan));
    parameters.add(spec.name, uniform_tensor(dimensions, limit, seed, spec.name));
  }
  parameters.set_trainable(true);
  return parameters;
}

BiLstm::BiLstm(const Parameters& parameters, const checkpoint::BiLstmConfig& config,
               const BiLstmOptions& options)
    : options_(options),
      embedding_(parameters.at("embedding.weight")),
      dense_(parameters, "dense", Compute::kFloat32),
      classifier_(parameters, "classifier", Compute::kFloat32) {
  for (int layer = 0; layer < config.num_layers; ++layer) {
    const auto direction = [&](const char* name) {
      const std::string suffix = "_l" + std::to_string(layer) + name;
      return LstmDirection{
          parameters.at("lstm.weight_ih" + suffix), parameters.at("lstm.weight_hh" + suffix),
          parameters.at("lstm.bias_ih" + suffix), parameters.at("lstm.bias_hh" + suffix)};
    };
    layers_.push_back({direction(""), direction("_reverse")});
  }
}

at::Tensor BiLstm::logits(const Batch& batch, Pass& pass) const {
  const at::Tensor features =
      layers_.empty() ? mean_vectors(batch, pass) : last_states(batch, pass);
  const at::Tensor dense = at::relu(dense_.forward(features, pass));
  return classifier_.forward(pass.dropout(dense, options_.dropout), pass);
}

at::Tensor BiLstm::embed(at::Tensor ids, Pass& pass) const {
  if (pass.training() && options_.word_dropout > 0) {
    const at::Tensor kept = pass.dropout(at::ones(ids.sizes(), at::kFloat), options_.word_dropout);
    ids = at::where(kept > 0, ids, at::full_like(ids, kUnknownWord));
  }
  return pass.dropout(at::embedding(embedding_, ids), options_.dropout);
}

at::Tensor BiLstm::mean_vectors(const Batch& batch, Pass& pass) const {
  const std::int64_t length = batch.token_ids.size(1);
  const at::Tensor there =
      (at::arange(length, at::kLong).unsqueeze(0) < batch.lengths.unsqueeze(1)).to(at::kFloat);
  const at::Tensor sum = (embed(batch.token_ids, pass) * there.unsqueeze(-1)).sum(1);
  return sum / batch.lengths.unsqueeze(1);
}

at::Tensor BiLstm::last_states(const Batch& batch, Pass& pass) const {
  const PackedSequence sequence = pack(batch);
  at::Tensor rows = embed(sequence.token_ids, pass);
  for (const auto& layer : layers_) {
    rows = pass.dropout(bidirectional_lstm(sequence, rows, layer), options_.dropout);
  }
  // Forward in time a text ends at its last row, backward at its first.
  const std::int64_t size = rows.size(1) / 2;
  return at::cat({rows.narrow(1, 0, size).index_select(0, sequence.last_rows),
                  rows.narrow(1, size, size).index_select(0, sequence.first_rows)},
                 1);
}

}  // namespace tango::train
