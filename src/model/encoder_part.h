// The lower layers of an encoder with an exit after them, as a classifier by itself; or all of
// them.
#pragma once

#include <memory>

#include "model/early_exit_model.h"
#include "model/model.h"

namespace tango::model {

class EncoderPart final : public Model {
 public:
  /// Parts of one `encoder` share its weights. Requires: the exit after `layers` is loaded.
  EncoderPart(std::shared_ptr<const EarlyExitModel> encoder, int layers);

  [[nodiscard]] const EarlyExitModel& encoder() const { return *encoder_; }
  [[nodiscard]] int layers() const { return layers_; }
  [[nodiscard]] bool goes_on_from(const EncoderPart& lower) const {
    return encoder_ == lower.encoder_ && lower.layers_ < layers_;
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] Precision precision() const override { return encoder_->precision(); }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return encoder_->make_workspace();
  }
  using Model::forward;
  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team team) const override {
    encoder_->forward(batch, {0, layers_}, {}, workspace, logits, {}, team);
  }

 private:
  std::shared_ptr<const EarlyExitModel> encoder_;
  int layers_;
  checkpoint::ModelConfig config_;
};

}  // namespace tango::model
