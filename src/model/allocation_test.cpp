// After its largest batch has run in a workspace, a forward pass allocates nothing.
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include <gtest/gtest.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"
#include "model/random_token_ids_test.h"

namespace {
std::atomic<long> allocations = 0;  // NOLINT: counted by this program's operator new
}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto step = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
#endif

namespace tango::model {
namespace {

PackedBatch batch_of(const std::vector<int>& lengths) {
  PackedBatch batch;
  for (const int length : lengths) {
    batch.add(random_token_ids(1, "allocations", length, 1000), {});
  }
  return batch;
}

long allocations_of(const Model& model, const PackedBatch& batch, Workspace& workspace,
                    base::Team team) {
  std::vector<float> logits(static_cast<std::size_t>(batch.texts() * model.num_labels()));
  const long before = allocations;
  model.forward(batch, workspace, logits, team);
  return allocations - before;
}

void expect_no_allocation(const Model& model) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer's operator new is not counted";
#endif
  base::TeamThreads threads(2, false);
  for (const int members : {1, 2}) {
    const base::Team team = threads.team(members);
    const auto workspace = model.make_workspace();
    const std::vector<int> largest{100, 100, 100, 60, 60, 9, 9, 9};
    EXPECT_GT(allocations_of(model, batch_of(largest), *workspace, team), 0) << "nothing counted";
    for (const std::vector<int>& lengths :
         {largest, {1}, {64}, {17, 3, 90}, {100, 1}, {2, 2, 2, 2, 2, 2, 2, 2}}) {
      const PackedBatch batch = batch_of(lengths);
      EXPECT_EQ(allocations_of(model, batch, *workspace, team), 0)
          << lengths.size() << " texts, " << members << " members";
    }
  }
}

class Allocation : public testing::TestWithParam<Precision> {};

TEST_P(Allocation, AnEncoderSettles) {
  checkpoint::EncoderConfig config = read_golden("mpnet-base").config;
  config.vocab_size = 1100;
  config.num_layers = 2;
  expect_no_allocation(*make_model(config, checkpoint::RandomWeights(config, 1), GetParam()));
}

TEST_P(Allocation, AModernBertSettles) {
  checkpoint::EncoderConfig config = read_golden("modernbert-tiny-mean").config;
  config.vocab_size = 1100;
  config.max_position_embeddings = 100;
  expect_no_allocation(*make_model(config, checkpoint::RandomWeights(config, 1), GetParam()));
}

TEST_P(Allocation, ABiLstmSettles) {
  const checkpoint::BiLstmConfig config{.vocab_size = 1100,
                                        .embedding_size = 50,
                                        .hidden_size = 64,
                                        .num_layers = 2,
                                        .dense_size = 200,
                                        .max_words = 128,
                                        .labels = {.names = {"negative", "positive"}}};
  expect_no_allocation(*make_model(config, checkpoint::RandomWeights(config, 1), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Precisions, Allocation,
                         testing::Values(Precision::kFloat32, Precision::kBfloat16,
                                         Precision::kInt8),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace tango::model
