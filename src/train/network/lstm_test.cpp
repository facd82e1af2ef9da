#include "train/network/lstm.h"

#include <gtest/gtest.h>

#include "train/finite_differences_test.h"
#include "train/network/parameters.h"

namespace tango::train {
namespace {

Batch batch_of(const std::vector<std::int64_t>& lengths) {
  Batch batch;
  std::int64_t longest = 0;
  for (const std::int64_t length : lengths) longest = std::max(longest, length);
  batch.token_ids = at::arange(static_cast<std::int64_t>(lengths.size()) * longest, at::kLong)
                        .view({static_cast<std::int64_t>(lengths.size()), longest});
  batch.token_type_ids = at::zeros_like(batch.token_ids);
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

std::array<LstmDirection, 2> random_layer(std::int64_t inputs, std::int64_t size) {
  const auto make = [&](at::IntArrayRef shape, const std::string& name) {
    return uniform_tensor(shape, 0.8, 5, name).to(at::kDouble).set_requires_grad(true);
  };
  const auto direction = [&](const std::string& name) {
    return LstmDirection{make({4 * size, inputs}, name + "ih"), make({4 * size, size}, name + "hh"),
                         make({4 * size}, name + "bi"), make({4 * size}, name + "bh")};
  };
  return {direction("forward "), direction("backward ")};
}

TEST(PackedSequence, KeepsEveryTokenAndItsEnds) {
  const Batch batch = batch_of({2, 4, 1});
  const PackedSequence packed = pack(batch);
  EXPECT_EQ(packed.active_texts, (std::vector<std::int64_t>{3, 2, 1, 1}));
  EXPECT_EQ(packed.first_row, (std::vector<std::int64_t>{0, 3, 5, 6, 7}));
  const at::Tensor expected = at::tensor({4, 0, 8, 5, 1, 6, 7}, at::kLong);
  EXPECT_TRUE(packed.token_ids.equal(expected)) << packed.token_ids;
  EXPECT_TRUE(packed.first_rows.equal(at::tensor({1, 0, 2}, at::kLong)));
  EXPECT_TRUE(packed.last_rows.equal(at::tensor({4, 6, 2}, at::kLong)));
}

// In double precision, so that differences of 1e-6 mean something.
TEST(Lstm, GradientsAreTheFiniteDifferences) {
  const PackedSequence sequence = pack(batch_of({2, 4, 1, 4}));
  const auto layer = random_layer(3, 2);
  const at::Tensor inputs =
      uniform_tensor({sequence.rows(), 3}, 1, 6, "inputs").to(at::kDouble).set_requires_grad(true);
  const at::Tensor direction = uniform_tensor({sequence.rows(), 4}, 1, 7, "loss").to(at::kDouble);
  const auto loss = [&] { return (bidirectional_lstm(sequence, inputs, layer) * direction).sum(); };
  std::vector<at::Tensor> all{inputs};
  for (const LstmDirection& one : layer) {
    all.insert(all.end(), {one.weight_ih, one.weight_hh, one.bias_ih, one.bias_hh});
  }
  expect_finite_differences(loss, all);
}

}  // namespace
}  // namespace tango::train
