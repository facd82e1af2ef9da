#include "model/encoder/encoder.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "model/encoder/embeddings.h"
#include "model/encoder/encoder_layer.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/relative_position_bias.h"
#include "model/head/classification_head.h"
#include "model/head/span_head.h"
#include "model/weight_loader.h"

namespace tango::model {
namespace {

class Encoder final : public Model {
 public:
  Encoder(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
          WeightLoader loader)
      : config_(config),
        model_config_(config),
        precision_(loader.precision()),
        embeddings_(config, names, loader.source()) {
    if (answers_spans()) {
      span_head_.emplace(config, names, loader);
    } else {
      head_.emplace(config, names, loader);
    }
    layers_.reserve(names.layers.size());
    for (const checkpoint::EncoderLayerNames& layer : names.layers) {
      const bool last = &layer == &names.layers.back();
      const bool by_text = last && !answers_spans();
      layers_.emplace_back(config, layer, loader,
                           by_text ? Reach::kFirstTokens : Reach::kEveryToken);
    }
    if (config.relative_attention_num_buckets > 0) {
      bias_ = {loader.source().load(names.relative_attention_bias,
                                    {config.relative_attention_num_buckets, config.num_heads}),
               config.max_tokens()};
    }
    loader.save();
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return model_config_; }
  [[nodiscard]] Precision precision() const override { return precision_; }

  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<EncoderWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team team) const override {
    auto* scratch = dynamic_cast<EncoderWorkspace*>(&workspace);
    if (scratch == nullptr || logits.size() != logits_of(batch)) {
      throw Error(ErrorCode::kInternal, "encoder: a workspace or logits of another model");
    }
    if (batch.texts() == 0) return;
    embeddings_.check(batch);
    const std::span<const std::int32_t> offsets = batch.offsets();
    int longest = 0;
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      longest = std::max(longest, offsets[i] - offsets[i - 1]);
    }
    scratch->reserve(config_, precision_, batch.tokens(), batch.texts(), longest, team.size());
    team.run([&](base::TeamMember& member) {
      const auto [begin, end] = member.share(batch.texts());
      embeddings_.forward(batch, begin, end, scratch->hidden.data());
      member.barrier();
      for (const EncoderLayer& layer : layers_) layer.forward(offsets, bias_, *scratch, member);
      if (span_head_) {
        span_head_->forward(batch.tokens(), *scratch, member, logits.data());
      } else {
        head_->forward(batch.texts(), *scratch, member, logits.data());
      }
    });
  }

 private:
  checkpoint::EncoderConfig config_;
  checkpoint::ModelConfig model_config_;
  Precision precision_;
  Embeddings embeddings_;
  RelativePositionBias bias_;
  std::vector<EncoderLayer> layers_;
  std::optional<ClassificationHead> head_;
  std::optional<SpanHead> span_head_;
};

}  // namespace

std::unique_ptr<Model> make_encoder(const checkpoint::EncoderConfig& config, WeightLoader loader) {
  const checkpoint::EncoderNames names = checkpoint::encoder_names(config, loader.source());
  return std::make_unique<Encoder>(config, names, std::move(loader));
}

}  // namespace tango::model
