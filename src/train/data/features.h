// What a logistic regression knows of texts: a matrix with a row for each.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/checkpoint.h"
#include "train/data/data_set.h"

namespace tango::train {

class Features {
 public:
  virtual ~Features() = default;
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  [[nodiscard]] virtual std::int64_t columns() const = 0;
  /// The matrix times `weights` [columns x labels]; all in fp64.
  [[nodiscard]] virtual at::Tensor times(const at::Tensor& weights) const = 0;
  /// Its transpose times `errors` [rows x labels].
  [[nodiscard]] virtual at::Tensor transposed_times(const at::Tensor& errors) const = 0;
};

class DenseFeatures final : public Features {
 public:
  /// `matrix` is [rows x columns].
  explicit DenseFeatures(const at::Tensor& matrix) : matrix_(matrix.to(at::kDouble)) {}
  [[nodiscard]] std::int64_t rows() const override { return matrix_.size(0); }
  [[nodiscard]] std::int64_t columns() const override { return matrix_.size(1); }
  [[nodiscard]] at::Tensor times(const at::Tensor& weights) const override {
    return at::mm(matrix_, weights);
  }
  [[nodiscard]] at::Tensor transposed_times(const at::Tensor& errors) const override {
    return at::mm(matrix_.t(), errors);
  }

 private:
  at::Tensor matrix_;
};

/// Counts of tokens times their inverse document frequency, each text's scaled to length 1: what
/// src/model/tfidf computes.
class TfidfFeatures final : public Features {
 public:
  /// Of the first `special` tokens none counts.
  TfidfFeatures(const DataSet& data, std::int64_t vocab_size, std::int64_t special);
  [[nodiscard]] std::int64_t rows() const override {
    return static_cast<std::int64_t>(ends_.size()) - 1;
  }
  [[nodiscard]] std::int64_t columns() const override { return vocab_size_; }
  [[nodiscard]] at::Tensor times(const at::Tensor& weights) const override;
  [[nodiscard]] at::Tensor transposed_times(const at::Tensor& errors) const override;

  /// [columns] fp32: ln((1 + texts) / (1 + texts with the token)) + 1; 0 for special tokens.
  [[nodiscard]] const at::Tensor& inverse_document_frequency() const { return idf_; }

 private:
  struct Entry {
    std::int32_t column;
    float value;
  };
  std::int64_t vocab_size_;
  at::Tensor idf_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> ends_{0};
};

/// [texts x hidden_size]: the sentence embeddings of the encoder in `checkpoint`, by our engine in
/// fp32. `on_texts` is told how many are done.
[[nodiscard]] at::Tensor embed(const DataSet& data, const checkpoint::Checkpoint& checkpoint,
                               const std::function<void(std::int64_t done)>& on_texts);

}  // namespace tango::train
