#include "model/tfidf/tfidf.h"

#include <cmath>
#include <vector>

#include "model/check_tokens.h"
#include "model/tfidf/count_tokens.h"

namespace tango::model {
namespace {

struct TokenWorkspace final : Workspace {
  std::vector<std::int32_t> tokens;  ///< Of a text.
  std::vector<float> sums;           ///< [labels]
};

class Tfidf final : public Model {
 public:
  Tfidf(const checkpoint::TfidfConfig& config, const checkpoint::WeightSource& weights)
      : config_(config),
        sizes_(config),
        labels_(static_cast<int>(config.labels.names.size())),
        inverse_document_frequency_(
            weights.view("inverse_document_frequency", {config.vocab_size})),
        weight_(weights.view("classifier.weight", {config.vocab_size, labels_})),
        bias_(weights.load("classifier.bias", {labels_})) {}

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] Precision precision() const override { return Precision::kFloat32; }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<TokenWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team) const override {
    check_tokens(batch, sizes_.vocab_size, sizes_.max_tokens());
    auto& memory = static_cast<TokenWorkspace&>(workspace);
    for (int text = 0; text < batch.texts(); ++text) {
      const auto place = static_cast<std::size_t>(text);
      const auto begin = batch.token_ids().begin();
      memory.tokens.assign(begin + batch.offsets()[place], begin + batch.offsets()[place + 1]);
      score(memory, logits.subspan(place * static_cast<std::size_t>(labels_)));
    }
  }

 private:
  void score(TokenWorkspace& memory, std::span<float> logits) const {
    const auto labels = static_cast<std::size_t>(labels_);
    memory.sums.assign(labels, 0.0F);
    float squares = 0;
    count_tokens(memory.tokens, [&](std::int32_t token, std::ptrdiff_t times) {
      const auto place = static_cast<std::size_t>(token);
      const float count = static_cast<float>(times) * inverse_document_frequency_.get()[place];
      const float* weights = weight_.get() + place * labels;
      for (std::size_t label = 0; label < labels; ++label) {
        memory.sums[label] += count * weights[label];
      }
      squares += count * count;
    });
    const float scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (std::size_t label = 0; label < labels; ++label) {
      logits[label] = bias_.data()[label] + scale * memory.sums[label];
    }
  }

  checkpoint::ModelConfig config_;
  checkpoint::TfidfConfig sizes_;
  int labels_;
  std::shared_ptr<const float> inverse_document_frequency_, weight_;
  tensor::Tensor bias_;
};

}  // namespace

std::unique_ptr<Model> make_tfidf(const checkpoint::TfidfConfig& config,
                                  const checkpoint::WeightSource& weights) {
  return std::make_unique<Tfidf>(config, weights);
}

}  // namespace tango::model
