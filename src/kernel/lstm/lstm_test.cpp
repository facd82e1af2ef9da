#include "kernel/lstm/lstm.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "kernel/matmul/packed_layer_test.h"

namespace tango::kernel {
namespace {

std::vector<float> numbers(std::uint64_t seed, const std::string& name, std::size_t count,
                           float scale) {
  const base::RandomStream stream(seed, name);
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = scale * stream.signed_unit(i);
  return values;
}

std::size_t product(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

struct Layer {
  Layer(int inputs, int size)
      : weight_ih(numbers(1, "ih", product(4 * size, inputs), 0.4F)),
        weight_hh(numbers(1, "hh", product(4 * size, size), 0.4F)),
        bias_ih(numbers(1, "bias_ih", product(4, size), 0.5F)),
        bias_hh(numbers(1, "bias_hh", product(4, size), 0.5F)),
        parameters{inputs,           size,           weight_ih.data(),
                   weight_hh.data(), bias_ih.data(), bias_hh.data()} {}
  std::vector<float> weight_ih, weight_hh, bias_ih, bias_hh;
  LstmParameters parameters;
};

std::vector<int> step_offsets(const std::vector<int>& falling_lengths) {
  std::vector<int> offsets{0};
  for (int t = 0; t < falling_lengths.front(); ++t) {
    int active = 0;
    while (active < static_cast<int>(falling_lengths.size()) &&
           falling_lengths[static_cast<std::size_t>(active)] > t) {
      ++active;
    }
    offsets.push_back(offsets.back() + active);
  }
  return offsets;
}

/// The layer's rows of one direction, packed and run as `precision` does.
class Runner {
 public:
  Runner(Precision precision, const LstmParameters& parameters)
      : precision_(precision),
        inputs_(parameters.input_size),
        weights_(precision, parameters, arena_) {}

  /// [rows x padded units] hidden states as floats, after checking that nothing else was touched.
  std::vector<float> run(LstmDirection direction, const std::vector<int>& offsets,
                         const std::vector<float>& src) {
    const int rows = offsets.back();
    const int units = padded_units(weights_.hidden_size());
    const QuantizedRows quantized(precision_, src, inputs_);
    const std::ptrdiff_t bytes = std::ptrdiff_t{element_bytes(precision_)} * units;
    const std::ptrdiff_t stride = 2 * bytes + kGap;
    tensor::AlignedBuffer<std::byte> dst(static_cast<std::size_t>(rows * stride));
    std::fill_n(dst.data(), dst.size(), std::byte{0x7E});
    lstm(weights_, direction, offsets, quantized.rows(), dst.data() + bytes, stride, scratch_);
    std::vector<float> states;
    for (int row = 0; row < rows; ++row) {
      const std::byte* begin = dst.data() + row * stride;
      EXPECT_TRUE(std::all_of(begin, begin + bytes, is_untouched)) << "before row " << row;
      EXPECT_TRUE(std::all_of(begin + 2 * bytes, begin + stride, is_untouched)) << row;
      for (int unit = 0; unit < units; ++unit) states.push_back(element(begin + bytes, unit));
    }
    return states;
  }

 private:
  static constexpr std::ptrdiff_t kGap = 64;
  static bool is_untouched(std::byte value) { return value == std::byte{0x7E}; }

  [[nodiscard]] float element(const std::byte* row, int i) const {
    if (precision_ == Precision::kFloat32) return load<float>(row + std::ptrdiff_t{4} * i);
    if (precision_ == Precision::kBfloat16) {
      return to_float(load<Bfloat16>(row + std::ptrdiff_t{2} * i));
    }
    return kHiddenScale * static_cast<float>(static_cast<int>(row[i]) - 128);
  }
  template <typename T>
  static T load(const std::byte* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof(value));
    return value;
  }

  Precision precision_;
  int inputs_;
  tensor::WeightArena arena_;
  LstmWeights weights_;
  LstmScratch scratch_;
};

/// How far a state may lie from the reference's. int8: products of rounded numbers, whose errors
/// the gates' slopes and the forgetting of the cell keep from growing.
double allowed(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return 2e-5;
    case Precision::kBfloat16:
      return 0.04;
    case Precision::kInt8:
      return 0.1;
  }
  return 0;
}

class Lstm : public testing::TestWithParam<Precision> {};

TEST_P(Lstm, EqualsTheReferenceAndTouchesNothingElse) {
  for (const auto& [inputs, size] : {std::pair{50, 64}, {25, 48}, {7, 13}, {3, 1}, {128, 20}}) {
    const Layer layer(inputs, size);
    Runner runner(GetParam(), layer.parameters);
    const std::vector<int> offsets = step_offsets({40, 33, 33, 9, 4, 4, 3, 2, 1, 1, 1, 1, 1});
    const auto rows = static_cast<std::size_t>(offsets.back());
    const auto src = numbers(3, "x", rows * static_cast<std::size_t>(inputs), 2);
    for (const auto direction : {LstmDirection::kForward, LstmDirection::kBackward}) {
      const std::vector<float> fast = runner.run(direction, offsets, src);
      std::vector<float> slow(rows * static_cast<std::size_t>(size));
      reference::lstm(layer.parameters, direction, offsets, src.data(), inputs, slow.data(), size);
      const auto units = static_cast<std::size_t>(padded_units(size));
      for (std::size_t i = 0; i < fast.size(); ++i) {
        const std::size_t unit = i % units;
        const float expected = unit < static_cast<std::size_t>(size)
                                   ? slow[i / units * static_cast<std::size_t>(size) + unit]
                                   : 0.0F;
        ASSERT_NEAR(fast[i], expected, allowed(GetParam())) << size << " units, element " << i;
      }
    }
  }
}

TEST_P(Lstm, ASequenceAloneHasTheSameBits) {
  constexpr int kInputs = 50;
  constexpr int kSize = 64;
  const Layer layer(kInputs, kSize);
  Runner runner(GetParam(), layer.parameters);
  const std::vector<int> lengths{40, 33, 33, 9, 4, 4, 3, 2, 1, 1, 1};
  const std::vector<int> offsets = step_offsets(lengths);
  const auto src = numbers(4, "x", static_cast<std::size_t>(offsets.back()) * kInputs, 2);
  for (const auto direction : {LstmDirection::kForward, LstmDirection::kBackward}) {
    const std::vector<float> together = runner.run(direction, offsets, src);
    for (std::size_t sequence = 0; sequence < lengths.size(); ++sequence) {
      std::vector<float> own;
      std::vector<float> expected;
      for (std::size_t t = 0; t < static_cast<std::size_t>(lengths[sequence]); ++t) {
        const std::size_t row = static_cast<std::size_t>(offsets[t]) + sequence;
        own.insert(own.end(), &src[row * kInputs], &src[row * kInputs] + kInputs);
        expected.insert(expected.end(), &together[row * kSize], &together[row * kSize] + kSize);
      }
      ASSERT_EQ(runner.run(direction, step_offsets({lengths[sequence]}), own), expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Precisions, Lstm,
                         testing::Values(Precision::kFloat32, Precision::kBfloat16,
                                         Precision::kInt8),
                         [](const auto& test) { return std::string(to_string(test.param)); });

// With one input, one unit, no recurrence and gates held open by their biases, the hidden state is
// tanh(tanh(x)) or, through the output gate, sigmoid(x) tanh(1).
void expect_functions_within(Precision precision, double error) {
  constexpr float kOpen = 40;
  const std::vector<float> zero(4, 0);
  const std::vector<float> to_cell{0, 0, 1, 0};
  const std::vector<float> open{kOpen, 0, 0, kOpen};
  const std::vector<float> to_output{0, 0, 0, 1};
  const std::vector<float> full{kOpen, 0, kOpen, 0};
  Runner tanh(precision, {1, 1, to_cell.data(), zero.data(), open.data(), zero.data()});
  Runner sigmoid(precision, {1, 1, to_output.data(), zero.data(), full.data(), zero.data()});
  constexpr int kHalf = 10000;
  std::vector<float> src;
  for (int i = -kHalf; i <= kHalf; ++i) {
    src.push_back(to_float(to_bfloat16(0.002F * static_cast<float>(i))));
  }
  src.insert(src.end(), {1e-6F, -1e-30F, 1e6F, -1e6F});
  const std::vector<int> offsets{0, static_cast<int>(src.size())};
  const std::vector<float> squashed = tanh.run(LstmDirection::kForward, offsets, src);
  const std::vector<float> halved = sigmoid.run(LstmDirection::kForward, offsets, src);
  for (std::size_t i = 0; i < src.size(); ++i) {
    ASSERT_NEAR(squashed[i * kLstmBlock], std::tanh(std::tanh(double{src[i]})), error) << src[i];
    ASSERT_NEAR(halved[i * kLstmBlock], std::tanh(1.0) / (1 + std::exp(-double{src[i]})), error)
        << src[i];
  }
}

TEST(LstmFunctions, AreWithin5e7InFloat32) {
  expect_functions_within(Precision::kFloat32, 2 * 5e-7);
}

TEST(LstmFunctions, AreQuickInBfloat16) {
  // Two functions, each within 3e-4, and the rounding of the result.
  expect_functions_within(Precision::kBfloat16, 2 * 3e-4 + 0x1p-9);
}

TEST(LstmWeights, SpreadsHiddenStatesOverWholeBlocks) {
  const std::vector<float> matrix{1, 2, 3, 4};  // one row, two parts of two units
  const std::vector<float> spread = with_padded_units(matrix.data(), 1, 2, 2);
  ASSERT_EQ(spread.size(), std::size_t{2} * kLstmBlock);
  EXPECT_EQ(spread[0], 1);
  EXPECT_EQ(spread[1], 2);
  EXPECT_EQ(spread[2], 0);
  EXPECT_EQ(spread[kLstmBlock], 3);
  EXPECT_EQ(spread[kLstmBlock + 1], 4);
}

}  // namespace
}  // namespace tango::kernel
