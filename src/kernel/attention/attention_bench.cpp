// Attention of one text, BERT-base's 12 heads of 64 and smaller ones; FLOP of the two products.
#include <vector>

#include <benchmark/benchmark.h>

#include "kernel/attention/attention.h"
#include "tensor/aligned_buffer.h"

namespace tango::kernel {
namespace {

template <typename Element>
void BM_Attention(benchmark::State& state) {
  constexpr int kHeads = 12;
  const int tokens = static_cast<int>(state.range(0));
  const int head_size = static_cast<int>(state.range(1));
  const std::ptrdiff_t width = kHeads * head_size;
  std::vector<Element> projected(static_cast<std::size_t>(tokens * 3 * width));
  std::vector<float> dst(static_cast<std::size_t>(tokens * width));
  tensor::AlignedBuffer<std::byte> scratch(attention_scratch_bytes(tokens, head_size));
  const AttentionInput<Element> input{.num_heads = kHeads,
                                      .head_size = head_size,
                                      .tokens = tokens,
                                      .queries = tokens,
                                      .query = projected.data(),
                                      .key = projected.data() + width,
                                      .value = projected.data() + 2 * width,
                                      .query_stride = 3 * width,
                                      .key_value_stride = 3 * width};
  for (auto _ : state) attention(input, {0, kHeads}, scratch.data(), dst.data());
  state.counters["FLOP"] = benchmark::Counter(4.0 * tokens * tokens * static_cast<double>(width),
                                              benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(BM_Attention<float>)->ArgsProduct({{16, 64, 128, 384, 512}, {26, 32, 64}});
BENCHMARK(BM_Attention<Bfloat16>)->ArgsProduct({{16, 64, 128, 384, 512}, {26, 32, 64}});

}  // namespace
}  // namespace tango::kernel
