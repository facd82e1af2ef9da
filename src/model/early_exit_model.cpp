#include "model/early_exit_model.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
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
                   const checkpoint::WeightSource& off_ramps, const EarlyExitOptions& options)
      : heads_(static_cast<std::size_t>(config.num_layers)) {
    WeightLoader ramp_loader(off_ramps, Precision::kFloat32);
    for (int layer = 0; layer + 1 < config.num_layers; ++layer) {
      if (!options.layers.empty() && std::ranges::count(options.layers, layer + 1) == 0) continue;
      checkpoint::EncoderNames ramp = names;
      ramp.head_dense = "off_ramps." + std::to_string(layer) + ".dense";
      ramp.head_output = "off_ramps." + std::to_string(layer) + ".output";
      heads_[static_cast<std::size_t>(layer)].emplace(config, ramp, ramp_loader);
    }
    PackedCache packed;
    if (options.precision != Precision::kFloat32) {
      packed = PackedCache(options.fingerprint, options.precision, options.cache);
    }
    WeightLoader loader(weights, options.precision, std::move(packed));
    heads_.back().emplace(config, names, loader);
    body_ = std::make_unique<EncoderBody>(config, names, loader, Reach::kFirstTokens);
    loader.save();
  }

  [[nodiscard]] const checkpoint::EncoderConfig& config() const override { return body_->config(); }

  [[nodiscard]] Precision precision() const override { return body_->precision(); }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<EncoderWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace,
               const AtExit& at_exit) const override {
    if (batch.texts() == 0) return;
    EncoderWorkspace& scratch = prepare(batch, workspace, 1);
    base::Team().run([&](base::TeamMember& member) { run(batch, scratch, at_exit, member); });
  }

  void forward(const PackedBatch& batch, LayerRange range, std::span<const float* const> hidden,
               Workspace& workspace, std::span<float> logits, std::span<float> rows,
               base::Team team) const override {
    if (batch.texts() == 0) return;
    const auto last = static_cast<std::size_t>(range.end);
    if (range.begin < 0 || range.begin >= range.end || last > heads_.size() || !heads_[last - 1]) {
      throw Error(ErrorCode::kUnsupported,
                  "there is no exit after layer " + std::to_string(range.end));
    }
    EncoderWorkspace& scratch = prepare(batch, workspace, team.size());
    team.run([&](base::TeamMember& member) {
      run(batch, range, hidden, scratch, member);
      heads_[last - 1]->forward(batch.texts(), scratch, member, logits.data());
      if (!rows.empty()) {
        const auto [begin, end] = member.share(static_cast<int>(rows.size()));
        std::copy(scratch.hidden.data() + begin, scratch.hidden.data() + end, rows.data() + begin);
      }
    });
  }

 private:
  EncoderWorkspace& prepare(const PackedBatch& batch, Workspace& workspace, int members) const {
    auto* scratch = dynamic_cast<EncoderWorkspace*>(&workspace);
    if (scratch == nullptr) {
      throw Error(ErrorCode::kInternal, "early exits: the workspace belongs to another model");
    }
    body_->prepare(batch, *scratch, members);
    return *scratch;
  }

  /// Layers of a range, with what a head reads in workspace.first.
  void run(const PackedBatch& batch, LayerRange range, std::span<const float* const> hidden,
           EncoderWorkspace& workspace, base::TeamMember& member) const {
    const std::ptrdiff_t width = config().hidden_size;
    if (range.begin == 0) {
      body_->embed(batch, workspace, member);
    } else {
      const auto [begin, end] = member.share(batch.texts());
      for (int text = begin; text < end; ++text) {
        const auto i = static_cast<std::size_t>(text);
        const std::ptrdiff_t row = batch.offsets()[i];
        const std::ptrdiff_t count = batch.offsets()[i + 1] - row;
        std::copy_n(hidden[i], count * width, workspace.hidden.data() + row * width);
      }
      member.barrier();
    }
    for (int layer = range.begin; layer < range.end; ++layer) {
      body_->run_layer(static_cast<std::size_t>(layer), batch.offsets(), workspace, member);
    }
    if (range.end == config().num_layers) return;  // the last layer writes them there itself
    if (member.rank() == 0) {
      gather_first_tokens(batch.offsets(), width, workspace.hidden.data(), workspace.first.data());
    }
    member.barrier();
  }

  void run(const PackedBatch& batch, EncoderWorkspace& workspace, const AtExit& at_exit,
           base::TeamMember& member) const {
    const std::ptrdiff_t width = config().hidden_size;
    body_->embed(batch, workspace, member);
    Staying staying(batch);
    std::vector<float> logits;
    for (std::size_t layer = 0; layer < heads_.size() && !staying.texts.empty(); ++layer) {
      body_->run_layer(layer, staying.offsets, workspace, member);
      if (!heads_[layer]) continue;
      if (layer + 1 < heads_.size()) {  // the last layer writes its first tokens there itself
        gather_first_tokens(staying.offsets, width, workspace.hidden.data(),
                            workspace.first.data());
      }
      logits.resize(staying.texts.size() * config().labels.names.size());
      heads_[layer]->forward(static_cast<int>(staying.texts.size()), workspace, member,
                             logits.data());
      std::vector<bool> leaves(staying.texts.size());
      at_exit(static_cast<int>(layer), staying.texts, logits, leaves);
      staying.remove(leaves, width, workspace.hidden.data());
    }
  }

  std::vector<std::optional<ClassificationHead>> heads_;  ///< One per layer.
  std::unique_ptr<EncoderBody> body_;
};

}  // namespace

std::unique_ptr<EarlyExitModel> make_early_exit_model(const checkpoint::ModelConfig& config,
                                                      const checkpoint::WeightSource& weights,
                                                      const checkpoint::WeightSource& off_ramps,
                                                      const EarlyExitOptions& options) {
  kernel::initialize_isa();
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config);
  if (encoder == nullptr || !encoder->token_shares.empty() || encoder->pre_norm ||
      encoder->labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                weights.where() +
                    ": early exit needs an encoder that classifies, with one label a "
                    "text and all tokens on every layer");
  }
  return std::make_unique<EarlyExitEncoder>(*encoder, checkpoint::encoder_names(*encoder, weights),
                                            weights, off_ramps, options);
}

}  // namespace tango::model
