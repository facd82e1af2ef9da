// Texts per second on one thread; bench/tokenizer_against_tokenizers.py compares it with PyPI
// `tokenizers`.
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/mapped_file.h"
#include "text/testing/corpora.h"
#include "text/testing/places.h"
#include "text/tokenizer.h"

namespace tango::text {
namespace {

/// The lines of TANGO_BENCH_INPUT, by default the shared SST-2 training texts.
std::vector<std::string> read_input() {
  const base::MappedFile file(testing::place("TANGO_BENCH_INPUT", "../shared/data/sst2/train.tsv"));
  std::vector<std::string> lines = testing::split(file.text(), '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

void BM_Encode(benchmark::State& state, const std::string& name, bool offsets) {
  if (!std::filesystem::exists(testing::vocabulary(name))) {
    state.SkipWithError(testing::missing(name).c_str());
    return;
  }
  const auto tokenizer = load_tokenizer(testing::vocabulary(name));
  const std::vector<std::string> texts = read_input();
  const EncodeOptions options{0, offsets};
  for (auto _ : state) {
    std::size_t tokens = 0;
    for (const std::string& text : texts) {
      tokens += tokenizer->encode(text, std::nullopt, options).ids.size();
    }
    benchmark::DoNotOptimize(tokens);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(texts.size()) * state.iterations());
}

BENCHMARK_CAPTURE(BM_Encode, bert, "bert", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, bert_offsets, "bert", true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, mpnet, "mpnet", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, roberta, "roberta", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, roberta_offsets, "roberta", true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, unigram, "unigram", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, unigram_offsets, "unigram", true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, gpt4, "gpt4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Encode, gpt4_offsets, "gpt4", true)->Unit(benchmark::kMillisecond);

void BM_Load(benchmark::State& state, const std::string& name) {
  if (!std::filesystem::exists(testing::vocabulary(name))) {
    state.SkipWithError(testing::missing(name).c_str());
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(load_tokenizer(testing::vocabulary(name)));
}

BENCHMARK_CAPTURE(BM_Load, bert, "bert")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Load, roberta, "roberta")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::text
