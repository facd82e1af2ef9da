#include "train/data/features.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>

#include "base/team.h"
#include "model/forward_all.h"
#include "model/sentence_embedder.h"
#include "model/tfidf/count_tokens.h"

namespace tango::train {
namespace {

constexpr std::int64_t kRowsAtOnce = 512;
constexpr std::int64_t kRowsPerTask = 256;

/// Of a text, all but the special tokens.
std::vector<std::int32_t> plain_tokens(std::span<const std::int32_t> ids, std::int64_t special) {
  std::vector<std::int32_t> tokens(ids.begin(), ids.end());
  std::erase_if(tokens, [special](std::int32_t token) { return token < special; });
  return tokens;
}

}  // namespace

TfidfFeatures::TfidfFeatures(const DataSet& data, std::int64_t vocab_size, std::int64_t special)
    : vocab_size_(vocab_size), idf_(at::zeros({vocab_size}, at::kFloat)) {
  std::vector<std::int64_t> texts_with(static_cast<std::size_t>(vocab_size));
  for (std::int64_t row = 0; row < data.size(); ++row) {
    std::vector<std::int32_t> tokens = plain_tokens(data.token_ids(row), special);
    model::count_tokens(tokens, [&](std::int32_t token, std::ptrdiff_t) {
      ++texts_with[static_cast<std::size_t>(token)];
    });
  }
  auto* idf = idf_.data_ptr<float>();
  for (std::int64_t token = special; token < vocab_size; ++token) {
    const auto with = static_cast<double>(texts_with[static_cast<std::size_t>(token)]);
    idf[token] =
        static_cast<float>(std::log((1 + static_cast<double>(data.size())) / (1 + with)) + 1);
  }
  for (std::int64_t row = 0; row < data.size(); ++row) {
    float squares = 0;
    std::vector<std::int32_t> tokens = plain_tokens(data.token_ids(row), special);
    model::count_tokens(tokens, [&](std::int32_t token, std::ptrdiff_t count) {
      entries_.push_back({token, static_cast<float>(count) * idf[token]});
      squares += entries_.back().value * entries_.back().value;
    });
    for (std::size_t i = ends_.back(); i < entries_.size(); ++i) {
      entries_[i].value /= std::sqrt(squares);
    }
    ends_.push_back(entries_.size());
  }
}

at::Tensor TfidfFeatures::times(const at::Tensor& weights) const {
  const std::int64_t labels = weights.size(1);
  at::Tensor product = at::zeros({rows(), labels}, at::kDouble);
  const at::Tensor dense = weights.contiguous();
  const auto* from = dense.data_ptr<double>();
  auto* to = product.data_ptr<double>();
  at::parallel_for(0, rows(), kRowsPerTask, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const auto place = static_cast<std::size_t>(row);
      for (std::size_t i = ends_[place]; i < ends_[place + 1]; ++i) {
        const double* column = from + entries_[i].column * labels;
        for (std::int64_t label = 0; label < labels; ++label) {
          to[row * labels + label] += entries_[i].value * column[label];
        }
      }
    }
  });
  return product;
}

at::Tensor TfidfFeatures::transposed_times(const at::Tensor& errors) const {
  const std::int64_t labels = errors.size(1);
  at::Tensor product = at::zeros({columns(), labels}, at::kDouble);
  const at::Tensor dense = errors.contiguous();
  const auto* from = dense.data_ptr<double>();
  auto* to = product.data_ptr<double>();
  for (std::int64_t row = 0; row < rows(); ++row) {
    const auto place = static_cast<std::size_t>(row);
    for (std::size_t i = ends_[place]; i < ends_[place + 1]; ++i) {
      double* column = to + entries_[i].column * labels;
      for (std::int64_t label = 0; label < labels; ++label) {
        column[label] += entries_[i].value * from[row * labels + label];
      }
    }
  }
  return product;
}

at::Tensor embed(const DataSet& data, const checkpoint::Checkpoint& checkpoint,
                 const std::function<void(std::int64_t done)>& on_texts) {
  const auto& config = std::get<checkpoint::EncoderConfig>(checkpoint.config);
  const auto embedder = model::make_sentence_embedder(config, *checkpoint.weights);
  base::TeamThreads threads(at::get_num_threads(), false);
  const base::Team team = threads.team(threads.size());
  at::Tensor embeddings = at::empty({data.size(), config.hidden_size}, at::kFloat);
  auto* next = embeddings.data_ptr<float>();
  for (std::int64_t begin = 0; begin < data.size(); begin += kRowsAtOnce) {
    const std::int64_t end = std::min(data.size(), begin + kRowsAtOnce);
    std::vector<std::vector<std::int32_t>> types;
    std::vector<model::TokenizedText> texts;
    for (std::int64_t row = begin; row < end; ++row) {
      const auto narrow = data.token_type_ids(row);
      types.emplace_back(narrow.begin(), narrow.end());
      texts.push_back({data.token_ids(row), types.back()});
    }
    for (const std::vector<float>& one : model::forward_all(*embedder, texts, team)) {
      next = std::copy(one.begin(), one.end(), next);
    }
    on_texts(end);
  }
  return embeddings;
}

}  // namespace tango::train
