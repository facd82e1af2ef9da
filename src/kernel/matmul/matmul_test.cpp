#include "kernel/matmul/matmul.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

struct Layer {
  int inputs, outputs;
  tensor::Tensor weights{tensor::Shape{outputs, inputs}};
  tensor::Tensor bias{tensor::Shape{outputs}};

  Layer(int layer_inputs, int layer_outputs) : inputs(layer_inputs), outputs(layer_outputs) {
    std::ranges::copy(random_values("weights", weights.size()), weights.data());
    std::ranges::copy(random_values("bias", bias.size()), bias.data());
  }
};

/// Runs `rows` rows whose values do not depend on `rows`.
std::vector<float> run(const Matmul& matmul, int rows, int first_row = 0) {
  const auto padded = static_cast<std::size_t>(Matmul::padded_rows(rows));
  const auto inputs = static_cast<std::size_t>(matmul.inputs());
  const auto outputs = static_cast<std::size_t>(matmul.outputs());
  std::vector<float> src =
      random_values("src", (padded + static_cast<std::size_t>(first_row)) * inputs);
  std::vector<float> dst(padded * outputs);
  Matmul::Scratch scratch;
  matmul.run(src.data() + static_cast<std::size_t>(first_row) * inputs, rows, dst.data(), scratch);
  dst.resize(static_cast<std::size_t>(rows) * outputs);
  return dst;
}

class MatmulShapes : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(MatmulShapes, AgreesWithTheReference) {
  const auto [inputs, outputs] = GetParam();
  const Layer layer(inputs, outputs);
  const Matmul matmul(layer.weights, layer.bias);
  for (const int rows : {1, 15, 17, 48, 67}) {
    const std::vector<float> found = run(matmul, rows);
    const std::vector<float> src =
        random_values("src", static_cast<std::size_t>(rows) * static_cast<std::size_t>(inputs));
    std::vector<float> expected(found.size());
    reference::matmul(src.data(), layer.weights.data(), layer.bias.data(), rows, inputs, outputs,
                      expected.data());
    // Rounding errors of a sum of n terms, each below 1 in magnitude, are below lambda sqrt(n)
    // roundings of n with probability 1 - 2 exp(-lambda^2 / 2) (Higham and Mary 2019).
    const double bound = 6 * std::sqrt(inputs + 1.0) * kRounding * (inputs + 1.0);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], bound) << "rows " << rows << ", element " << i;
    }
  }
}

TEST_P(MatmulShapes, NeverRunsTheReferenceImplementation) {
  const Layer layer(GetParam().first, GetParam().second);
  const std::string implementation = Matmul(layer.weights, layer.bias).implementation();
  EXPECT_EQ(implementation.find("ref"), std::string::npos) << implementation;
}

TEST_P(MatmulShapes, ARowIsTheSameInEveryPanel) {
  const Layer layer(GetParam().first, GetParam().second);
  const Matmul matmul(layer.weights, layer.bias);
  const std::vector<float> all = run(matmul, 400);
  const auto outputs = static_cast<std::size_t>(layer.outputs);
  for (const int rows : {1, 2, 3, 16, 17, 33, 48, 65, 96, 100, 191, 192, 193, 240, 399}) {
    const std::vector<float> some = run(matmul, rows);
    ASSERT_EQ(std::memcmp(some.data(), all.data(), some.size() * sizeof(float)), 0) << rows;
  }
  for (const int row : {1, 5, 47, 48, 191, 192, 383, 399}) {
    const std::vector<float> one = run(matmul, 1, row);
    ASSERT_EQ(std::memcmp(one.data(), all.data() + static_cast<std::size_t>(row) * outputs,
                          outputs * sizeof(float)),
              0)
        << row;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, MatmulShapes,
                         testing::Values(std::pair(768, 2304), std::pair(768, 768),
                                         std::pair(3072, 768), std::pair(312, 936),
                                         std::pair(1200, 312), std::pair(384, 1536),
                                         std::pair(61, 37), std::pair(7, 5), std::pair(768, 2),
                                         std::pair(312, 1), std::pair(1, 3)));

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST(Matmul, StaysOnTheCallingThread) {
  const std::ptrdiff_t before = threads_of_this_process();
  const Layer layer(768, 3072);
  const Matmul matmul(layer.weights, layer.bias);
  run(matmul, 400);
  EXPECT_EQ(threads_of_this_process(), before);
  std::ptrdiff_t inside = 0;
  std::thread([&] {
    run(matmul, 400);
    inside = threads_of_this_process();
  }).join();
  EXPECT_EQ(inside, before + 1);
}

TEST(Matmul, RunsOnManyThreadsAtOnce) {
  const Layer layer(312, 936);
  const Matmul matmul(layer.weights, layer.bias);
  const std::vector<float> expected = run(matmul, 200);
  std::vector<std::vector<float>> found(4);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::vector<float>& mine : found) threads.emplace_back([&] { mine = run(matmul, 200); });
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<float>& mine : found) EXPECT_EQ(mine, expected);
}

}  // namespace
}  // namespace tango::kernel
