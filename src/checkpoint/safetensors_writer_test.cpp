#include "checkpoint/safetensors_writer.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/safetensors_file.h"

namespace tango::checkpoint {
namespace {

std::span<const std::byte> bytes(const std::vector<float>& values) {
  return std::as_bytes(std::span(values));
}

TEST(SafetensorsWriter, WritesWhatTheReaderReads) {
  const base::TemporaryDirectory directory;
  const std::vector<float> first{1, -2, 3.5F, 0, 5, 6};
  const std::vector<float> second{7};
  const std::vector<std::uint16_t> half{0x3F80, 0xC000};  // 1 and -2 in bfloat16
  const std::vector<TensorView> tensors{{"a.weight", "F32", {2, 3}, bytes(first)},
                                        {"half", "BF16", {2}, std::as_bytes(std::span(half))},
                                        {"scalar", "F32", {}, bytes(second)},
                                        {"empty", "F32", {0, 4}, {}}};
  write_safetensors(directory.path() / "w.safetensors", tensors, {{"format", "pt"}});

  const SafetensorsFile file(directory.path() / "w.safetensors");
  EXPECT_EQ(file.names().size(), 4U);
  EXPECT_EQ(file.metadata().at("format"), "pt");
  const tensor::Tensor a = file.load("a.weight", {2, 3});
  EXPECT_EQ(std::vector<float>(a.data(), a.data() + a.size()), first);
  const tensor::Tensor widened = file.load("half", {2});
  EXPECT_EQ(widened.data()[0], 1.0F);
  EXPECT_EQ(widened.data()[1], -2.0F);
  EXPECT_EQ(file.load("scalar", {}).data()[0], 7.0F);
}

TEST(SafetensorsWriter, LeavesNothingWhereATensorDoesNotFit) {
  const base::TemporaryDirectory directory;
  const std::vector<float> values{1, 2};
  const std::vector<TensorView> tensors{{"wrong", "F32", {3}, bytes(values)}};
  EXPECT_THROW(write_safetensors(directory.path() / "w.safetensors", tensors), Error);
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace tango::checkpoint
