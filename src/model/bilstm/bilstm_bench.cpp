// Texts per second of the paper's BiLSTM, on one thread, by batch. Compare with libtorch's row in
// the performance journal.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"
#include "model/bilstm/bilstm.h"

namespace tango::model {
namespace {

// Arguments: texts of a batch, words of a text (0: all lengths from 1 to 60, shuffled), precision.
void BM_BiLstm(benchmark::State& state) {
  const auto config = std::get<checkpoint::BiLstmConfig>(checkpoint::known_config("bilstm"));
  const auto model = make_bilstm(config, checkpoint::RandomWeights(config, 1),
                                 static_cast<Precision>(state.range(2)));
  const auto workspace = model->make_workspace();
  const base::RandomStream random(1, "words");
  PackedBatch batch;
  std::uint64_t draw = 0;
  for (std::int64_t text = 0; text < state.range(0); ++text) {
    const auto words = state.range(1) > 0 ? static_cast<std::uint64_t>(state.range(1))
                                          : 1 + random.below(draw++, 60);
    std::vector<std::int32_t> ids(words);
    for (std::int32_t& id : ids) id = static_cast<std::int32_t>(random.below(draw++, 10000));
    batch.add(ids, {});
  }
  std::vector<float> logits(static_cast<std::size_t>(batch.texts()) * 2);
  for ([[maybe_unused]] auto _ : state) {
    model->forward(batch, *workspace, logits);
    benchmark::DoNotOptimize(logits.data());
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["texts_per_s"] =
      benchmark::Counter(runs * batch.texts(), benchmark::Counter::kIsRate);
  state.counters["words_per_s"] =
      benchmark::Counter(runs * batch.tokens(), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_BiLstm)
    ->ArgsProduct({{1, 8, 32, 256}, {30, 0}, {0, 1, 2}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tango::model
