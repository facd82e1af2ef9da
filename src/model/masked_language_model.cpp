#include "model/masked_language_model.h"

#include <variant>
#include <vector>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "kernel/isa.h"
#include "model/encoder/encoder_body.h"
#include "model/head/masked_token_head.h"

namespace tango::model {
namespace {

class MaskedEncoder final : public MaskedLanguageModel {
 public:
  MaskedEncoder(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                WeightLoader loader)
      : body_(config, names, loader, Reach::kEveryToken), head_(config, loader) {}

  [[nodiscard]] const checkpoint::EncoderConfig& config() const override { return body_.config(); }

  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<EncoderWorkspace>();
  }

  void forward(const PackedBatch& batch, std::span<const std::int32_t> positions,
               Workspace& workspace, std::span<float> logits, base::Team team) const override {
    auto* scratch = dynamic_cast<EncoderWorkspace*>(&workspace);
    const auto texts = static_cast<std::size_t>(batch.texts());
    if (scratch == nullptr || positions.size() != texts ||
        logits.size() != texts * static_cast<std::size_t>(config().vocab_size)) {
      throw Error(ErrorCode::kInternal,
                  "masked language model: the workspace, positions or logits do not fit the model "
                  "and batch");
    }
    if (texts == 0) return;
    std::vector<std::int32_t> rows(texts);
    for (std::size_t i = 0; i < texts; ++i) {
      rows[i] = batch.offsets()[i] + positions[i];
      if (positions[i] < 0 || rows[i] >= batch.offsets()[i + 1]) {
        throw Error(ErrorCode::kInvalidInput, "masked language model: text " + std::to_string(i) +
                                                  " has no token " + std::to_string(positions[i]));
      }
    }
    body_.forward(batch, *scratch, team, [&](base::TeamMember& member) {
      head_.forward(rows, *scratch, member, logits.data());
    });
  }

 private:
  EncoderBody body_;
  MaskedTokenHead head_;
};

}  // namespace

std::unique_ptr<MaskedLanguageModel> make_masked_language_model(
    const checkpoint::ModelConfig& config, const checkpoint::WeightSource& weights,
    Precision precision) {
  kernel::initialize_isa();
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config);
  if (encoder == nullptr) {
    throw Error(
        ErrorCode::kUnsupported,
        weights.where() + ": a BiLSTM is not a masked language model; an encoder is needed");
  }
  return std::make_unique<MaskedEncoder>(*encoder, checkpoint::encoder_names(*encoder, weights),
                                         WeightLoader(weights, precision));
}

}  // namespace tango::model
