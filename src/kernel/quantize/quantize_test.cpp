#include "kernel/quantize/quantize.h"

#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/matmul/packed_layer_test.h"

namespace tango::kernel {
namespace {

/// Element `i` of an int8 row.
int element(const std::byte* row, int i) { return static_cast<int>(row[i]) - 128; }

TEST(Quantize, Int8RowsAgreeWithTheReference) {
  for (const int inputs : {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 312, 768}) {
    const std::vector<float> src = random_values("rows", PackedLayer::elements(5, inputs), 3);
    const QuantizedRows quantized(Precision::kInt8, src, inputs);
    const MatmulRows rows = quantized.rows();
    std::vector<int> expected(static_cast<std::size_t>(inputs));
    for (int r = 0; r < 5; ++r) {
      const float scale =
          reference::quantize_row(src.data() + std::ptrdiff_t{r} * inputs, inputs, expected.data());
      ASSERT_EQ(quantized.scale(r), scale);
      for (int i = 0; i < inputs; ++i) {
        ASSERT_EQ(element(rows.data + r * rows.stride, i), expected[static_cast<std::size_t>(i)])
            << inputs << " inputs, row " << r << ", element " << i;
      }
    }
  }
}

TEST(Quantize, ARowOfZerosStaysZero) {
  const QuantizedRows quantized(Precision::kInt8, std::vector<float>(20), 20);
  EXPECT_EQ(quantized.scale(0), 0);
  EXPECT_EQ(element(quantized.rows().data, 7), 0);
}

TEST(Quantize, Bfloat16RowsAreRounded) {
  const std::vector<float> src = random_values("rows", 3 * 37, 5);
  const QuantizedRows quantized(Precision::kBfloat16, src, 37);
  const MatmulRows rows = quantized.rows();
  for (int i = 0; i < 3 * 37; ++i) {
    Bfloat16 found{};
    std::memcpy(&found, rows.data + i / 37 * rows.stride + i % 37 * 2, sizeof(found));
    ASSERT_EQ(found, to_bfloat16(src[static_cast<std::size_t>(i)])) << i;
  }
}

TEST(Quantize, ReadsBfloat16AsItsValue) {
  const std::vector<float> noise = random_values("rows", 70, 5);
  std::vector<Bfloat16> halves(noise.size());
  std::vector<float> floats(noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) {
    halves[i] = to_bfloat16(noise[i]);
    floats[i] = to_float(halves[i]);
  }
  const QuantizedRows expected(Precision::kInt8, floats, 35);
  const std::ptrdiff_t stride = quantized_stride(Precision::kInt8, 35);
  tensor::AlignedBuffer<std::byte> found(static_cast<std::size_t>(2 * stride));
  float scales[2];
  quantize(Precision::kInt8, halves.data(), 35, 2, 35, found.data(), scales);
  for (int r = 0; r < 2; ++r) {
    EXPECT_EQ(scales[r], expected.scale(r));
    for (int i = 0; i < 35; ++i) {
      ASSERT_EQ(element(found.data() + r * stride, i), element(expected.rows(r).data, i));
    }
  }
}

}  // namespace
}  // namespace tango::kernel
