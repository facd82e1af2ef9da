#include "model/static_embeddings/static_embeddings.h"

#include <algorithm>

#include "kernel/matmul/matmul.h"
#include "model/check_tokens.h"
#include "tensor/aligned_buffer.h"
#include "tensor/weight_arena.h"

namespace tango::model {
namespace {

struct MeanWorkspace final : Workspace {
  tensor::AlignedBuffer<float> means;  // [texts x embedding]
  tensor::AlignedBuffer<float> dense;  // [texts x dense]
};

class StaticEmbeddings final : public Model {
 public:
  StaticEmbeddings(const checkpoint::BiLstmConfig& config, const checkpoint::WeightSource& weights)
      : config_(config),
        sizes_(config),
        embedding_(weights.view("embedding.weight", {config.vocab_size, config.embedding_size})),
        dense_(load(weights, "dense", config.dense_size, config.embedding_size)),
        classifier_(load(weights, "classifier", static_cast<int>(config.labels.names.size()),
                         config.dense_size)) {}

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] Precision precision() const override { return Precision::kFloat32; }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<MeanWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team) const override {
    check_tokens(batch, sizes_.vocab_size, sizes_.max_words);
    auto& memory = static_cast<MeanWorkspace&>(workspace);
    const auto texts = static_cast<std::size_t>(batch.texts());
    const auto width = static_cast<std::size_t>(sizes_.embedding_size);
    memory.means.resize(texts * width);
    memory.dense.resize(texts * static_cast<std::size_t>(sizes_.dense_size));
    for (std::size_t text = 0; text < texts; ++text) {
      mean(batch, text, memory.means.data() + text * width);
    }
    kernel::matmul(dense_, kernel::float_rows(memory.means.data(), sizes_.embedding_size),
                   batch.texts(),
                   {.floats = memory.dense.data(),
                    .stride = sizes_.dense_size,
                    .activation = kernel::Activation::kRelu});
    kernel::matmul(classifier_, kernel::float_rows(memory.dense.data(), sizes_.dense_size),
                   batch.texts(), {.floats = logits.data(), .stride = classifier_.outputs()});
  }

 private:
  kernel::PackedWeights load(const checkpoint::WeightSource& weights, const std::string& stem,
                             int outputs, int inputs) {
    const tensor::Tensor weight = weights.load(stem + ".weight", {outputs, inputs});
    const tensor::Tensor bias = weights.load(stem + ".bias", {outputs});
    const kernel::PackedWeights::Sizes sizes{Precision::kFloat32, inputs, outputs};
    return {sizes, weight.data(), bias.data(), arena_.allocate(sizes.bytes())};
  }

  void mean(const PackedBatch& batch, std::size_t text, float* sum) const {
    const auto width = static_cast<std::size_t>(sizes_.embedding_size);
    const auto begin = static_cast<std::size_t>(batch.offsets()[text]);
    const auto end = static_cast<std::size_t>(batch.offsets()[text + 1]);
    std::fill_n(sum, width, 0.0F);
    for (std::size_t token = begin; token < end; ++token) {
      const float* vector =
          embedding_.get() + static_cast<std::size_t>(batch.token_ids()[token]) * width;
      for (std::size_t i = 0; i < width; ++i) sum[i] += vector[i];
    }
    const float part = 1 / static_cast<float>(end - begin);
    for (std::size_t i = 0; i < width; ++i) sum[i] *= part;
  }

  checkpoint::ModelConfig config_;
  checkpoint::BiLstmConfig sizes_;
  std::shared_ptr<const float> embedding_;
  tensor::WeightArena arena_;
  kernel::PackedWeights dense_, classifier_;
};

}  // namespace

std::unique_ptr<Model> make_static_embeddings(const checkpoint::BiLstmConfig& config,
                                              const checkpoint::WeightSource& weights) {
  return std::make_unique<StaticEmbeddings>(config, weights);
}

}  // namespace tango::model
