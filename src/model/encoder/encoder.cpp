#include "model/encoder/encoder.h"

#include <optional>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "model/encoder/encoder_body.h"
#include "model/head/classification_head.h"
#include "model/head/mean_pooling.h"
#include "model/head/sentence_head.h"
#include "model/head/span_head.h"
#include "model/weight_loader.h"

namespace tango::model {
namespace {

class Encoder final : public Model {
 public:
  Encoder(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
          WeightLoader loader)
      : model_config_(config) {
    if (answers_spans()) {
      span_head_.emplace(config, names, loader);
    } else if (config.reads_sentence) {
      sentence_head_.emplace(config, names, loader);
    } else {
      head_.emplace(config, names, loader);
    }
    pools_mean_ = config.reads_sentence ||
                  (!answers_spans() && config.pre_norm && config.pre_norm->pools_mean);
    body_.emplace(config, names, loader,
                  answers_spans() || pools_mean_ ? Reach::kEveryToken : Reach::kFirstTokens);
    loader.save();
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return model_config_; }
  [[nodiscard]] Precision precision() const override { return body_->precision(); }

  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<EncoderWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team team) const override {
    auto* scratch = dynamic_cast<EncoderWorkspace*>(&workspace);
    if (scratch == nullptr || logits.size() != logits_of(batch)) {
      throw Error(ErrorCode::kInternal, "encoder: the workspace or logits belong to another model");
    }
    if (batch.texts() == 0) return;
    body_->forward(batch, *scratch, team, [&](base::TeamMember& member) {
      if (span_head_) {
        span_head_->forward(batch.tokens(), *scratch, member, logits.data());
      } else {
        if (pools_mean_) {
          pool_mean(batch.offsets(), body_->config().hidden_size, scratch->hidden.data(), member,
                    scratch->first.data());
        }
        if (sentence_head_) {
          sentence_head_->forward(batch.texts(), *scratch, member, logits.data());
        } else {
          head_->forward(batch.texts(), *scratch, member, logits.data());
        }
      }
    });
  }

 private:
  checkpoint::ModelConfig model_config_;
  std::optional<ClassificationHead> head_;  ///< Or
  std::optional<SpanHead> span_head_;       ///< this one, or
  std::optional<SentenceHead> sentence_head_;
  std::optional<EncoderBody> body_;
  bool pools_mean_ = false;
};

}  // namespace

std::unique_ptr<Model> make_encoder(const checkpoint::EncoderConfig& config, WeightLoader loader) {
  const checkpoint::EncoderNames names = checkpoint::encoder_names(config, loader.source());
  return std::make_unique<Encoder>(config, names, std::move(loader));
}

}  // namespace tango::model
