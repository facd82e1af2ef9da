// DeBERTa's relative positions (He et al. 2021, section 3): vectors of buckets of distances, as the
// keys and queries of each layer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/attention/attention.h"
#include "kernel/matmul/packed_weights.h"
#include "model/weight_loader.h"

namespace tango::model {

/// The bucket of key position minus query position, from 0 to 2 spans - 1, never rising.
[[nodiscard]] int relative_bucket(int distance, const checkpoint::RelativeConfig& config);

/// What all layers share.
class RelativeEmbeddings {
 public:
  /// Throws kInvalidModel.
  RelativeEmbeddings(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                     const checkpoint::WeightSource& weights);

  /// [2 spans x hidden]
  [[nodiscard]] const tensor::Tensor& vectors() const { return vectors_; }
  /// Of every distance within max_tokens; the middle one is 0's.
  [[nodiscard]] const std::shared_ptr<const std::vector<std::int32_t>>& buckets() const {
    return buckets_;
  }

 private:
  tensor::Tensor vectors_;
  std::shared_ptr<const std::vector<std::int32_t>> buckets_;
};

/// One layer's.
class LayerPositions {
 public:
  LayerPositions(const checkpoint::EncoderConfig& config,
                 const checkpoint::EncoderLayerNames& names, const RelativeEmbeddings& embeddings,
                 const WeightLoader& loader);

  [[nodiscard]] kernel::RelativePositions positions() const {
    return {.buckets = buckets_->data() + buckets_->size() / 2,
            .num_buckets = num_buckets_,
            .keys = keys_.empty() ? nullptr : keys_.data(),
            .queries = queries_.empty() ? nullptr : queries_.data()};
  }

 private:
  std::shared_ptr<const std::vector<std::int32_t>> buckets_;
  int num_buckets_;
  std::vector<kernel::PackedWeights> keys_, queries_;  ///< Of each head.
};

}  // namespace tango::model
