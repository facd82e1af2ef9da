// Products of BERT-base's layers, each with weights of its own as in an encoder, so that they
// stream from memory; tokens per second counting only the products.
#include <array>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernel/matmul/packed_layer_test.h"
#include "tensor/weight_arena.h"

namespace tango::kernel {
namespace {

constexpr int kLayers = 12;
constexpr std::array<std::pair<int, int>, 4> kShapes{
    {{768, 2304}, {768, 768}, {768, 3072}, {3072, 768}}};

const std::vector<PackedWeights>& all_weights(Precision precision) {
  static std::array<std::vector<PackedWeights>, 3> made;
  static tensor::WeightArena arena;
  std::vector<PackedWeights>& weights = made.at(static_cast<std::size_t>(precision));
  for (int layer = 0; weights.size() < kLayers * kShapes.size(); ++layer) {
    for (const auto& [inputs, outputs] : kShapes) {
      const PackedWeights::Sizes sizes{precision, inputs, outputs};
      const std::vector<float> values =
          random_values("weights", PackedLayer::elements(inputs, outputs));
      weights.emplace_back(sizes, values.data(), nullptr, arena.allocate(sizes.bytes()));
    }
  }
  return weights;
}

void BM_Products(benchmark::State& state) {
  const auto precision = static_cast<Precision>(state.range(0));
  const int rows = static_cast<int>(state.range(1));
  const std::vector<PackedWeights>& weights = all_weights(precision);
  const QuantizedRows narrow(precision, random_values("src", PackedLayer::elements(rows, 768)),
                             768);
  const QuantizedRows wide(precision, random_values("src", PackedLayer::elements(rows, 3072)),
                           3072);
  std::vector<float> dst(PackedLayer::elements(rows, 3072));
  for (auto _ : state) {
    for (const PackedWeights& layer : weights) {
      matmul(layer, (layer.inputs() == 768 ? narrow : wide).rows(), rows,
             {.floats = dst.data(), .stride = layer.outputs()});
    }
  }
  state.SetLabel(std::string(to_string(precision)));
  state.SetItemsProcessed(state.iterations() * rows);
}

/// One strip that stays in the first-level cache, a long tile: what the instructions alone allow.
void BM_Peak(benchmark::State& state) {
  constexpr int kRows = 6;
  constexpr int kBytes = 16384 / PackedWeights::kStrip;  // of weights per output
  const auto precision = static_cast<Precision>(state.range(0));
  const int inputs = kBytes * PackedWeights::Sizes{precision, 1, 1}.per_group() / 4;
  const PackedLayer layer(precision, inputs, PackedWeights::kStrip);
  const QuantizedRows rows(precision, random_values("src", PackedLayer::elements(kRows, inputs)),
                           inputs);
  std::vector<float> dst(PackedLayer::elements(kRows, PackedWeights::kStrip));
  for (auto _ : state) {
    matmul(layer.packed, rows.rows(), kRows, {.floats = dst.data(), .stride = 64});
  }
  state.SetLabel(std::string(to_string(precision)));
  state.counters["OP"] = benchmark::Counter(2.0 * kRows * inputs * PackedWeights::kStrip,
                                            benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(BM_Peak)->DenseRange(0, 2)->ArgName("precision");

BENCHMARK(BM_Products)
    ->ArgsProduct({{0, 1, 2}, {1, 16, 64, 96, 192}})
    ->ArgNames({"precision", "rows"})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::kernel
