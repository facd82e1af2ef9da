// Tokens per second of encoders of true size with random weights: every worker (thread) has its
// share of the texts and its own workspace, as under the cascade.
#include <algorithm>
#include <vector>

#include <benchmark/benchmark.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/encoder.h"
#include "model/model.h"

namespace tango::model {
namespace {

checkpoint::EncoderConfig bert_base() {
  checkpoint::EncoderConfig config;
  config.vocab_size = 30522;
  config.hidden_size = 768;
  config.num_layers = 12;
  config.num_heads = 12;
  config.intermediate_size = 3072;
  config.max_position_embeddings = 512;
  config.type_vocab_size = 2;
  config.labels.names = {"negative", "positive"};
  return config;
}

checkpoint::EncoderConfig minilm() {
  checkpoint::EncoderConfig config = bert_base();
  config.hidden_size = 384;
  config.num_layers = 6;
  config.intermediate_size = 1536;
  return config;
}

checkpoint::EncoderConfig tinybert() {
  checkpoint::EncoderConfig config = bert_base();
  config.hidden_size = 312;
  config.num_layers = 4;
  config.intermediate_size = 1200;
  return config;
}

/// Made on the first use, so that a filtered run pays for what it measures.
template <checkpoint::EncoderConfig (*kConfig)()>
const Model& model() {
  static const auto model = make_model(kConfig(), checkpoint::RandomWeights(kConfig(), 1));
  return *model;
}

template <checkpoint::EncoderConfig (*kConfig)()>
void BM_Encoder(benchmark::State& state) {
  const Model& encoder = model<kConfig>();
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

BENCHMARK(BM_Encoder<bert_base>)->Apply(shapes)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Encoder<minilm>)->Apply(shapes)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Encoder<tinybert>)->Apply(shapes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::model
