#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "kernel/attention/attention.h"

namespace tango::kernel::reference {
namespace {

double dot(const float* a, const float* b, int count) {
  double sum = 0;
  for (int i = 0; i < count; ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// Element c of the vector of a bucket.
float of_bucket(const PackedWeights& vectors, int bucket, int c) {
  constexpr int kStrip = PackedWeights::kStrip;
  const auto* strip = reinterpret_cast<const float*>(vectors.strip(bucket / kStrip));
  return strip[c * kStrip + bucket % kStrip];
}

double score_of_position(const RelativePositions& positions, int head, int bucket,
                         const float* query, const float* key, int head_size) {
  double sum = 0;
  for (int c = 0; c < head_size; ++c) {
    if (positions.keys != nullptr) sum += query[c] * of_bucket(positions.keys[head], bucket, c);
    if (positions.queries != nullptr) sum += key[c] * of_bucket(positions.queries[head], bucket, c);
  }
  return sum;
}

}  // namespace

void attention(const AttentionInput<float>& input, float* dst) {
  const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(input.num_heads) * input.head_size;
  std::vector<double> scores(static_cast<std::size_t>(input.tokens));
  for (int head = 0; head < input.num_heads; ++head) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(head) * input.head_size;
    for (int i = 0; i < input.queries; ++i) {
      const float* query = input.query + i * input.query_stride + column;
      for (int j = 0; j < input.tokens; ++j) {
        const float* key = input.key + j * input.key_value_stride + column;
        double score = dot(query, key, input.head_size);
        int terms = 1;
        if (input.positions != nullptr) {
          terms = input.positions->terms();
          score += score_of_position(*input.positions, head, input.positions->buckets[j - i], query,
                                     key, input.head_size);
        }
        score /= std::sqrt(input.head_size * terms);
        if (input.relative_bias != nullptr) {
          score += input.relative_bias[head * input.relative_bias_stride + j - i];
        }
        const bool seen = input.half_window < 0 || std::abs(i - j) <= input.half_window;
        scores[static_cast<std::size_t>(j)] =
            seen ? score : -std::numeric_limits<double>::infinity();
      }
      const double most = *std::max_element(scores.begin(), scores.end());
      double sum = 0;
      for (double& score : scores) sum += score = std::exp(score - most);
      for (int j = 0; input.significance != nullptr && j < input.tokens; ++j) {
        float& paid = input.significance[head * input.significance_stride + j];
        paid = (i == 0 ? 0 : paid) + static_cast<float>(scores[static_cast<std::size_t>(j)] / sum);
      }
      for (int c = 0; c < input.head_size; ++c) {
        double value = 0;
        for (int j = 0; j < input.tokens; ++j) {
          value += scores[static_cast<std::size_t>(j)] *
                   input.value[j * input.key_value_stride + column + c];
        }
        dst[i * width + column + c] = static_cast<float>(value / sum);
      }
    }
  }
}

}  // namespace tango::kernel::reference
