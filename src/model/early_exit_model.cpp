#include "model/early_exit_model.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <variant>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "kernel/isa.h"
#include "model/encoder/encoder_body.h"
#include "model/encoder/first_tokens.h"
#include "model/head/classification_head.h"

namespace tango::model {
namespace {

/// The texts of a batch that have not exited.
struct Staying {
  std::vector<std::int32_t> texts;    ///< By their positions in the batch.
  std::vector<std::int32_t> offsets;  ///< Of their rows in workspace.hidden.

  explicit Staying(const PackedBatch& batch)
      : texts(static_cast<std::size_t>(batch.texts())),
        offsets(batch.offsets().begin(), batch.offsets().end()) {
    std::iota(texts.begin(), texts.end(), 0);
  }

  /// Moves the others' rows to the front.
  void remove(const std::vector<bool>& leaves, std::ptrdiff_t width, float* hidden) {
    std::size_t kept = 0;
    std::int32_t rows = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (leaves[i]) continue;
      const std::int32_t begin = offsets[i];
      const std::int32_t count = offsets[i + 1] - begin;
      std::copy_n(hidden + begin * width, count * width, hidden + rows * width);
      rows += count;
      texts[kept++] = texts[i];
      offsets[kept] = rows;
    }
    texts.resize(kept);
    offsets.resize(kept + 1);
  }
};

class EarlyExitEncoder final : public EarlyExitModel {
 public:
  EarlyExitEncoder(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                   const checkpoint::WeightSource& weights,
                   const checkpoint::WeightSource& off_ramps, Precision precision) {
    WeightLoader ramp_loader(off_ramps, Precision::kFloat32);
    heads_.reserve(static_cast<std::size_t>(config.num_layers));
    for (int layer = 0; layer + 1 < config.num_layers; ++layer) {
      checkpoint::EncoderNames ramp = names;
      ramp.head_dense = "off_ramps." + std::to_string(layer) + ".dense";
      ramp.head_output = "off_ramps." + std::to_string(layer) + ".output";
      heads_.emplace_back(config, ramp, ramp_loader);
    }
    WeightLoader loader(weights, precision);
    heads_.emplace_back(config, names, loader);
    body_ = std::make_unique<EncoderBody>(config, names, loader, Reach::kFirstTokens);
  }

  [[nodiscard]] const checkpoint::EncoderConfig& config() const override { return body_->config(); }

  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<EncoderWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace,
               const AtExit& at_exit) const override {
    auto* scratch = dynamic_cast<EncoderWorkspace*>(&workspace);
    if (scratch == nullptr) {
      throw Error(ErrorCode::kInternal, "early exits: the workspace belongs to another model");
    }
    if (batch.texts() == 0) return;
    body_->prepare(batch, *scratch, 1);
    base::Team().run([&](base::TeamMember& member) { run(batch, *scratch, at_exit, member); });
  }

 private:
  void run(const PackedBatch& batch, EncoderWorkspace& workspace, const AtExit& at_exit,
           base::TeamMember& member) const {
    const std::ptrdiff_t width = config().hidden_size;
    body_->embed(batch, workspace, member);
    Staying staying(batch);
    std::vector<float> logits;
    for (std::size_t layer = 0; layer < heads_.size() && !staying.texts.empty(); ++layer) {
      body_->run_layer(layer, staying.offsets, workspace, member);
      if (layer + 1 < heads_.size()) {  // the last layer writes its first tokens there itself
        gather_first_tokens(staying.offsets, width, workspace.hidden.data(),
                            workspace.first.data());
      }
      logits.resize(staying.texts.size() * config().labels.names.size());
      heads_[layer].forward(static_cast<int>(staying.texts.size()), workspace, member,
                            logits.data());
      std::vector<bool> leaves(staying.texts.size());
      at_exit(static_cast<int>(layer), staying.texts, logits, leaves);
      staying.remove(leaves, width, workspace.hidden.data());
    }
  }

  std::vector<ClassificationHead> heads_;  ///< One per layer.
  std::unique_ptr<EncoderBody> body_;
};

}  // namespace

std::unique_ptr<EarlyExitModel> make_early_exit_model(const checkpoint::ModelConfig& config,
                                                      const checkpoint::WeightSource& weights,
                                                      const checkpoint::WeightSource& off_ramps,
                                                      Precision precision) {
  kernel::initialize_isa();
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config);
  if (encoder == nullptr || !encoder->token_shares.empty() ||
      encoder->labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                weights.where() +
                    ": early exit needs an encoder that classifies, with one label a "
                    "text and all tokens on every layer");
  }
  return std::make_unique<EarlyExitEncoder>(*encoder, checkpoint::encoder_names(*encoder, weights),
                                            weights, off_ramps, precision);
}

}  // namespace tango::model
