#include "kernel/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "kernel/attention/scratch.h"
#include "kernel/isa.h"
#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/attention/attention.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/attention/packing-inl.h"
#include "kernel/softmax/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

/// Where rows of queries or keys begin, and the bytes from one to the next.
struct Rows {
  const std::byte* data;
  std::ptrdiff_t bytes;
};

/// Copies rows whose last group would reach into the next head; the rest of that group is 0.
template <typename Element>
void copy_queries(const HeadRows<Element>& queries, std::ptrdiff_t bytes, std::byte* copies) {
  for (int r = 0; r < queries.tokens; ++r, copies += bytes) {
    std::memset(copies, 0, static_cast<std::size_t>(bytes));
    std::memcpy(copies, queries.data + r * queries.stride,
                static_cast<std::size_t>(queries.head_size) * sizeof(Element));
  }
}

/// At most kMostQueries rows as products read them: copied where their last group is not whole.
template <typename Element>
Rows readable(const HeadRows<Element>& rows, std::byte* copies) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  const std::ptrdiff_t groups = (rows.head_size + kPerGroup - 1) / kPerGroup;
  if (rows.head_size % kPerGroup == 0) {
    return {reinterpret_cast<const std::byte*>(rows.data),
            rows.stride * static_cast<std::ptrdiff_t>(sizeof(Element))};
  }
  copy_queries(rows, groups * kGroupBytes, copies);
  return {copies, groups * kGroupBytes};
}

/// One head's scores by position. Buckets in use are columns from a whole strip on.
template <class Dot>
class PositionScores {
 public:
  template <typename Element>
  PositionScores(const AttentionInput<Element>& input, const AttentionScratch& scratch)
      : positions_(*input.positions), scratch_(scratch), last_query_(input.queries - 1) {
    const int lowest = positions_.buckets[input.tokens - 1];
    first_strip_ = lowest / kStrip;
    columns_ = positions_.buckets[-last_query_] + 1 - first_strip_ * kStrip;
    const int distances = input.tokens + last_query_;
    for (int i = 0; i < distances; ++i) {
      scratch.distances[i] = positions_.buckets[i - last_query_] - first_strip_ * kStrip;
    }
    std::fill_n(scratch.distances + distances, kLanes, 0);
  }

  /// Before `add`: the products of every key of `head`.
  template <typename Element>
  void begin(int head, const HeadRows<Element>& keys) const {
    constexpr int kRows = HWY_MIN(kMostQueries, Dot::kMaxRows);
    if (positions_.queries == nullptr) return;
    for (int j = 0; j < keys.tokens; j += kRows) {
      const int rows = HWY_MIN(keys.tokens - j, kRows);
      multiply<kRows>(
          readable(
              HeadRows<Element>{keys.data + j * keys.stride, keys.stride, rows, keys.head_size},
              scratch_.queries),
          rows, positions_.queries[head], scratch_.of_keys + j * scratch_.bucket_stride);
    }
  }

  /// Adds what belongs to `rows` queries from `query` on to scratch.scores.
  template <int kRows>
  void add(int head, int query, int rows, const Rows& queries, int tokens) const {
    const hn::RebindToSigned<Floats> ints;
    if (positions_.keys != nullptr) {
      multiply<kRows>(queries, rows, positions_.keys[head], scratch_.of_queries);
    }
    const auto stride = static_cast<std::int32_t>(scratch_.bucket_stride);
    const auto ways = hn::Mul(hn::Iota(ints, 0), hn::Set(ints, stride));
    for (int r = 0; r < rows; ++r) {
      float* const scores = scratch_.scores + r * scratch_.score_stride;
      const float* const of_query = scratch_.of_queries + r * scratch_.bucket_stride;
      const std::int32_t* const distances = scratch_.distances + last_query_ - query - r;
      for (int j = 0; j < tokens; j += kLanes) {
        const auto bucket = hn::LoadU(ints, distances + j);
        Vector score = hn::LoadU(Floats(), scores + j);
        if (positions_.keys != nullptr) {
          score = hn::Add(score, hn::GatherIndex(Floats(), of_query, bucket));
        }
        if (positions_.queries != nullptr) {
          score = hn::Add(score,
                          hn::GatherIndex(Floats(), scratch_.of_keys + std::ptrdiff_t{j} * stride,
                                          hn::Add(ways, bucket)));
        }
        hn::StoreU(score, Floats(), scores + j);
      }
    }
  }

 private:
  template <int kRows>
  void multiply(const Rows& left, int rows, const PackedWeights& right, float* dst) const {
    const PackedPart part{right.strip(first_strip_), right.sizes().groups(), columns_};
    for_each_tile<kRows>(rows, SmallProduct<Dot>{left.data, left.bytes, part, nullptr, dst,
                                                 scratch_.bucket_stride, true});
  }

  const RelativePositions& positions_;
  const AttentionScratch& scratch_;
  int last_query_;
  int first_strip_ = 0;
  int columns_ = 0;
};

/// Keys from `begin` to before `end`.
struct KeyRange {
  int begin, end;
};

/// The keys that queries `first` to `last` see between them.
template <typename Element>
HWY_INLINE KeyRange seen_keys(const AttentionInput<Element>& input, int first, int last) {
  if (input.half_window < 0) return {0, input.tokens};
  const int way = HWY_MIN(input.half_window, input.tokens);
  return {HWY_MAX(0, first - way), HWY_MIN(input.tokens, last + way + 1)};
}

/// Softmax of the scores in `row` that `own` says, whose first is key `held.begin`'s; the weights
/// of other keys of `held` are 0. Returns the sum of the weights. The order of the sum depends only
/// on `own`.
template <class Dot>
HWY_INLINE float weigh(float* row, KeyRange own, KeyRange held, float scale, const float* bias,
                       std::byte* weights) {
  constexpr std::size_t kBytes = Dot::kPrecision == Precision::kFloat32 ? 4 : 2;
  const auto before = static_cast<std::size_t>(own.begin - held.begin);
  const int length = own.end - own.begin;
  const float sum =
      softmax_weights<Dot>(row + before, length, scale,
                           bias == nullptr ? nullptr : bias + own.begin, weights + before * kBytes);
  const std::size_t used = before + static_cast<std::size_t>(length);
  const auto all = static_cast<std::size_t>(round_up(held.end - held.begin, kLanes));
  std::memset(weights, 0, before * kBytes);
  std::memset(weights + used * kBytes, 0, (all - used) * kBytes);
  return sum;
}

template <class Dot, typename Element>
void attend(const AttentionInput<Element>& input, Heads heads, std::byte* memory, float* dst) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  constexpr int kRows = HWY_MIN(kMostQueries, Dot::kMaxRows);
  const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(input.num_heads) * input.head_size;
  const int terms = input.positions == nullptr ? 1 : input.positions->terms();
  const float scale = 1.0F / std::sqrt(static_cast<float>(input.head_size * terms));
  const int key_groups = (input.head_size + kPerGroup - 1) / kPerGroup;
  const int value_groups = (input.tokens + kPerGroup - 1) / kPerGroup;
  const AttentionScratch scratch(memory, input.tokens, input.head_size,
                                 input.positions == nullptr ? 0 : input.positions->num_buckets);
  std::optional<PositionScores<Dot>> positions;
  if (input.positions != nullptr) positions.emplace(input, scratch);
  const auto* weights = reinterpret_cast<const std::byte*>(scratch.scores);
  const std::ptrdiff_t weight_bytes =
      scratch.score_stride * static_cast<std::ptrdiff_t>(sizeof(float));
  for (int head = heads.begin; head < heads.end; ++head) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(head) * input.head_size;
    const auto of_head = [&](const Element* rows) {
      return HeadRows<Element>{rows + column, input.key_value_stride, input.tokens,
                               input.head_size};
    };
    float* const significance = input.significance == nullptr
                                    ? nullptr
                                    : input.significance + head * input.significance_stride;
    if (significance != nullptr) std::fill_n(significance, input.tokens, 0.0F);
    pack_keys(of_head(input.key), scratch.keys);
    pack_values(of_head(input.value), scratch.values);
    if (positions) positions->begin(head, of_head(input.key));
    for (int i = 0; i < input.queries; i += kRows) {
      const int rows = HWY_MIN(input.queries - i, kRows);
      const Rows queries = readable(HeadRows<Element>{input.query + i * input.query_stride + column,
                                                      input.query_stride, rows, input.head_size},
                                    scratch.queries);
      KeyRange held = seen_keys(input, i, i + rows - 1);
      held.begin -= held.begin % kLanes;
      const int columns = held.end - held.begin;
      for_each_tile<kRows>(rows,
                           SmallProduct<Dot>{queries.data, queries.bytes,
                                             PackedPart{.strips = scratch.keys,
                                                        .strip_groups = key_groups,
                                                        .columns = columns,
                                                        .first_column = held.begin},
                                             nullptr, scratch.scores, scratch.score_stride, true});
      if (positions) positions->template add<kRows>(head, i, rows, queries, input.tokens);
      float shares[kMostQueries];
      for (int r = 0; r < rows; ++r) {
        const float* bias = input.relative_bias == nullptr
                                ? nullptr
                                : input.relative_bias + head * input.relative_bias_stride - i - r;
        float* row = scratch.scores + r * scratch.score_stride;
        auto* row_weights = reinterpret_cast<std::byte*>(row);
        shares[r] =
            1.0F / weigh<Dot>(row, seen_keys(input, i + r, i + r), held, scale, bias, row_weights);
        if (significance != nullptr) {
          add_weights<Dot>(row_weights, input.tokens, shares[r], significance);
        }
      }
      for_each_tile<kRows>(
          rows, SmallProduct<Dot>{weights, weight_bytes,
                                  PackedPart{.strips = scratch.values,
                                             .strip_groups = value_groups,
                                             .columns = input.head_size,
                                             .groups = (columns + kPerGroup - 1) / kPerGroup,
                                             .first_group = held.begin / kPerGroup},
                                  shares, dst + i * width + column, width, false});
    }
  }
}

void attend_float32(const AttentionInput<float>& input, Heads heads, std::byte* scratch,
                    float* dst) {
  attend<DotFloat32>(input, heads, scratch, dst);
}
void attend_bfloat16(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch,
                     float* dst) {
  attend<DotBfloat16>(input, heads, scratch, dst);
}
void attend_bfloat16_widened(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch,
                             float* dst) {
  attend<DotBfloat16Widened>(input, heads, scratch, dst);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

std::size_t attention_scratch_bytes(int tokens, int head_size, int num_buckets) {
  return AttentionScratch(nullptr, tokens, head_size, num_buckets).bytes;
}

HWY_EXPORT(attend_float32);
HWY_EXPORT(attend_bfloat16);
HWY_EXPORT(attend_bfloat16_widened);

void attention(const AttentionInput<float>& input, Heads heads, std::byte* scratch, float* dst) {
  HWY_DYNAMIC_DISPATCH(attend_float32)(input, heads, scratch, dst);
}

void attention(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch, float* dst) {
  if (has_bfloat16_dot()) {
    HWY_DYNAMIC_DISPATCH(attend_bfloat16)(input, heads, scratch, dst);
  } else {
    HWY_DYNAMIC_DISPATCH(attend_bfloat16_widened)(input, heads, scratch, dst);
  }
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
