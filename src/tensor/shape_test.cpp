#include "tensor/shape.h"

#include <gtest/gtest.h>

#include "tensor/tensor.h"

namespace tango::tensor {
namespace {

TEST(Shape, CountsAndPrints) {
  const Shape shape{3, 4};
  EXPECT_EQ(shape.rank(), 2);
  EXPECT_EQ(shape.elements(), 12);
  EXPECT_EQ(to_string(shape), "[3, 4]");
  EXPECT_EQ(Shape{}.elements(), 1);
  EXPECT_EQ(to_string(Shape{}), "[]");
}

TEST(Tensor, IsAlignedAndKeepsItsShape) {
  const Tensor tensor(Shape{5, 7});
  EXPECT_EQ(tensor.size(), 35U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data()) % 64, 0U);
  EXPECT_TRUE(Tensor().empty());
}

TEST(AlignedBuffer, KeepsItsMemoryWhenItShrinks) {
  AlignedBuffer<float> buffer(100);
  const float* before = buffer.data();
  buffer.resize(10);
  buffer.resize(100);
  EXPECT_EQ(buffer.data(), before);
}

}  // namespace
}  // namespace tango::tensor
