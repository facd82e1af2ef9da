// Tokens per second of encoders of real size with random weights: every worker (thread) has its
// share of the texts and its own workspace, as in a cascade.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"
#include "model/encoder/encoder.h"
#include "model/model.h"

namespace tango::model {
namespace {

/// Made on the first use, so that a filtered run pays for what it measures.
const Model& model(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Model>> models;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::unique_ptr<Model>& model = models[name];
  if (!model) {
    const checkpoint::ModelConfig config = checkpoint::known_config(name);
    model = make_model(config, checkpoint::RandomWeights(config, 1));
  }
  return *model;
}

void BM_Encoder(benchmark::State& state, const std::string& name) {
  const Model& encoder = model(name);
  const int texts = std::max(1, static_cast<int>(state.range(0)) / state.threads());
  const std::vector<std::int32_t> ids(static_cast<std::size_t>(state.range(1)), 1000);
  PackedBatch batch;
  for (int i = 0; i < texts; ++i) batch.add(ids, {});
  std::vector<float> logits(static_cast<std::size_t>(texts) * encoder.num_labels());
  const auto workspace = encoder.make_workspace();
  encoder.forward(batch, *workspace, logits);
  for (auto _ : state) encoder.forward(batch, *workspace, logits);
  state.SetItemsProcessed(state.iterations() * batch.tokens());
}

void shapes(benchmark::internal::Benchmark* bench) {
  for (const auto& [texts, tokens] : std::vector<std::pair<int, int>>{
           {1, 16}, {1, 64}, {8, 32}, {32, 32}, {32, 64}, {8, 128}, {2, 384}}) {
    bench->Args({texts, tokens});
  }
  bench->ArgNames({"texts", "tokens"})->Threads(1)->Threads(2)->UseRealTime();
}

BENCHMARK_CAPTURE(BM_Encoder, bert_base, "bert-base")->Apply(shapes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encoder, minilm, "minilm6")->Apply(shapes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encoder, tinybert, "tinybert4")->Apply(shapes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::model
