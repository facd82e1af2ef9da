#include "kernel/lstm/lstm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "base/random.h"

namespace tango::kernel {
namespace {

// Runs the body on every instruction set that this CPU and this build have.
class EveryTarget : public testing::Test {
 protected:
  template <typename Body>
  static void for_each_target(const Body& body) {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      SCOPED_TRACE(hwy::TargetName(target));
      body();
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
  }
};
class Linear : public EveryTarget {};
class Lstm : public EveryTarget {};

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

std::size_t index(int row, int width, int column) {
  return product(row, width) + static_cast<std::size_t>(column);
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

TEST_F(Linear, EqualsPlainSumsForOddSizes) {
  for_each_target([] {
    for (const auto& [inputs, outputs, rows] :
         {std::array<int, 3>{1, 1, 1}, {50, 256, 13}, {7, 65, 5}, {128, 200, 6}}) {
      const std::vector<float> weights = numbers(2, "w", product(outputs, inputs), 1);
      const std::vector<float> bias = numbers(2, "b", product(1, outputs), 1);
      const std::vector<float> src = numbers(2, "x", product(rows, inputs + 3), 1);
      const PackedLinear packed(inputs, outputs, weights.data(), bias.data());
      tensor::AlignedBuffer<float> dst(product(rows, packed.padded_outputs()));
      for (const LinearActivation activation : {LinearActivation::kNone, LinearActivation::kRelu}) {
        linear(packed, activation, src.data(), inputs + 3, rows, dst.data());
        for (int r = 0; r < rows; ++r) {
          for (int o = 0; o < packed.padded_outputs(); ++o) {
            double sum = o < outputs ? bias[index(0, 0, o)] : 0;
            for (int k = 0; o < outputs && k < inputs; ++k) {
              sum +=
                  static_cast<double>(weights[index(o, inputs, k)]) * src[index(r, inputs + 3, k)];
            }
            if (activation == LinearActivation::kRelu) sum = std::max(sum, 0.0);
            ASSERT_NEAR(dst.data()[index(r, packed.padded_outputs(), o)], sum, 1e-5);
          }
        }
      }
    }
  });
}

TEST_F(Lstm, EqualsTheReferenceAndTouchesNothingElse) {
  for_each_target([] {
    for (const auto& [inputs, size] : {std::pair{50, 64}, {25, 48}, {7, 13}, {3, 1}, {128, 20}}) {
      const Layer layer(inputs, size);
      const LstmWeights weights(layer.parameters);
      const std::vector<int> offsets = step_offsets({40, 33, 33, 9, 4, 4, 3, 2, 1, 1, 1, 1, 1});
      const auto rows = static_cast<std::size_t>(offsets.back());
      const auto width = product(2, size) + 1;
      const auto src = numbers(3, "x", rows * static_cast<std::size_t>(inputs + 2), 2);
      LstmScratch scratch;
      for (const auto direction : {LstmDirection::kForward, LstmDirection::kBackward}) {
        std::vector<float> fast(rows * width, 7);
        std::vector<float> slow(rows * width, 7);
        lstm(weights, direction, offsets, src.data(), inputs + 2, fast.data() + size,
             static_cast<std::ptrdiff_t>(width), scratch);
        reference::lstm(layer.parameters, direction, offsets, src.data(), inputs + 2,
                        slow.data() + size, static_cast<std::ptrdiff_t>(width));
        for (std::size_t i = 0; i < fast.size(); ++i) {
          ASSERT_NEAR(fast[i], slow[i], 2e-5) << size << " units, element " << i;
          if (i % width < static_cast<std::size_t>(size) || i % width == width - 1) {
            ASSERT_EQ(fast[i], 7);
          }
        }
      }
    }
  });
}

// With one input, one unit, no recurrence and gates held open by their biases, the hidden state is
// tanh(tanh(x)) or, through the output gate, sigmoid(x) tanh(1).
TEST_F(Lstm, TanhAndSigmoidAreWithin5e7) {
  for_each_target([] {
    constexpr float kOpen = 40;
    const std::vector<float> zero(4, 0);
    const std::vector<float> to_cell{0, 0, 1, 0};
    const std::vector<float> open{kOpen, 0, 0, kOpen};
    const std::vector<float> to_output{0, 0, 0, 1};
    const std::vector<float> full{kOpen, 0, kOpen, 0};
    const LstmWeights tanh({1, 1, to_cell.data(), zero.data(), open.data(), zero.data()});
    const LstmWeights sigmoid({1, 1, to_output.data(), zero.data(), full.data(), zero.data()});
    constexpr int kHalf = 10000;
    std::vector<float> src;
    for (int i = -kHalf; i <= kHalf; ++i) src.push_back(0.002F * static_cast<float>(i));
    src.insert(src.end(), {1e-6F, -1e-30F, 1e6F, -1e6F});
    std::vector<float> dst(src.size());
    const std::vector<int> offsets{0, static_cast<int>(src.size())};
    LstmScratch scratch;
    lstm(tanh, LstmDirection::kForward, offsets, src.data(), 1, dst.data(), 1, scratch);
    for (std::size_t i = 0; i < src.size(); ++i) {
      ASSERT_NEAR(dst[i], std::tanh(std::tanh(double{src[i]})), 2 * 5e-7) << src[i];
    }
    lstm(sigmoid, LstmDirection::kForward, offsets, src.data(), 1, dst.data(), 1, scratch);
    for (std::size_t i = 0; i < src.size(); ++i) {
      ASSERT_NEAR(dst[i], std::tanh(1.0) / (1 + std::exp(-double{src[i]})), 2 * 5e-7) << src[i];
    }
  });
}

TEST_F(Lstm, ASequenceAloneHasTheSameBits) {
  for_each_target([] {
    constexpr int kInputs = 50;
    constexpr int kSize = 64;
    const Layer layer(kInputs, kSize);
    const LstmWeights weights(layer.parameters);
    const std::vector<int> lengths{40, 33, 33, 9, 4, 4, 3, 2, 1, 1, 1};
    const std::vector<int> offsets = step_offsets(lengths);
    const auto rows = static_cast<std::size_t>(offsets.back());
    const auto src = numbers(4, "x", rows * kInputs, 2);
    LstmScratch scratch;
    for (const auto direction : {LstmDirection::kForward, LstmDirection::kBackward}) {
      std::vector<float> together(rows * kSize);
      lstm(weights, direction, offsets, src.data(), kInputs, together.data(), kSize, scratch);
      for (std::size_t sequence = 0; sequence < lengths.size(); ++sequence) {
        std::vector<float> own;
        std::vector<float> expected;
        for (std::size_t t = 0; t < static_cast<std::size_t>(lengths[sequence]); ++t) {
          const std::size_t row = static_cast<std::size_t>(offsets[t]) + sequence;
          own.insert(own.end(), &src[row * kInputs], &src[row * kInputs] + kInputs);
          expected.insert(expected.end(), &together[row * kSize], &together[row * kSize] + kSize);
        }
        std::vector<float> alone(expected.size());
        lstm(weights, direction, step_offsets({lengths[sequence]}), own.data(), kInputs,
             alone.data(), kSize, scratch);
        ASSERT_EQ(alone, expected);
      }
    }
  });
}

}  // namespace
}  // namespace tango::kernel
