// An encoder without its head: from tokens to the last hidden states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "model/encoder/embeddings.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/layer_norm.h"
#include "model/encoder/token_reduction.h"
#include "model/encoder/transformer_layer.h"
#include "model/packed_batch.h"
#include "model/weight_loader.h"

namespace tango::model {

class EncoderBody {
 public:
  /// `last`: the tokens whose last hidden states the head reads. Throws kInvalidModel.
  EncoderBody(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
              WeightLoader& loader, Reach last);

  [[nodiscard]] const checkpoint::EncoderConfig& config() const { return config_; }
  [[nodiscard]] Precision precision() const { return precision_; }

  /// Runs `batch`, then `head` (member), on every member of the team: workspace.hidden, or with
  /// kFirstTokens workspace.first, holds what it reads. Throws as Model::forward.
  template <typename Head>
  void forward(const PackedBatch& batch, EncoderWorkspace& workspace, const base::Team& team,
               const Head& head) const {
    prepare(batch, workspace, team.size());
    team.run([&](base::TeamMember& member) {
      run(batch, workspace, member);
      head(member);
    });
  }

  /// The same step by step, for callers that stop between layers: prepare, embed, then each layer
  /// in order, on the texts whose rows are still in workspace.hidden, as `offsets` says. Not for
  /// families that normalise after the last layer.
  void prepare(const PackedBatch& batch, EncoderWorkspace& workspace, int members) const;
  void embed(const PackedBatch& batch, EncoderWorkspace& workspace, base::TeamMember& member) const;
  void run_layer(std::size_t layer, std::span<const std::int32_t> offsets,
                 EncoderWorkspace& workspace, base::TeamMember& member) const {
    layers_[layer]->forward(offsets, workspace, member, nullptr);
  }

 private:
  void run(const PackedBatch& batch, EncoderWorkspace& workspace, base::TeamMember& member) const;
  void normalise(const PackedBatch& batch, EncoderWorkspace& workspace,
                 base::TeamMember& member) const;

  checkpoint::EncoderConfig config_;
  Precision precision_;
  Embeddings embeddings_;
  TokenReduction reduction_;
  Reach last_;
  bool restores_;  ///< Whether the head reads every token, pruned ones too.
  TransformerLayers layers_;
  std::optional<LayerNorm> final_layer_norm_;  ///< Of families that have it.
};

}  // namespace tango::model
