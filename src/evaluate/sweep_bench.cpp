// The sweep of 100,000 texts by two and by three tiers, and what is worked out beside it.
#include <random>

#include <benchmark/benchmark.h>

#include "evaluate/baseline/oracle.h"
#include "evaluate/random_run_test.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

/// Two labels and as many distinct confidences as texts.
RecordedRun made_up(std::size_t tiers, task::Metric metric) {
  std::mt19937 random(1);
  constexpr std::size_t kTexts = 100'000;
  RecordedRun run;
  do {
    run = random_run(random, tiers, kTexts, 2);
  } while (!run.grading.credits.empty() || run.grading.metric != metric);
  std::uniform_real_distribution<float> between(0.5F, 1.0F);
  for (auto& tier : run.confidences) {
    for (float& confidence : tier) confidence = between(random);
  }
  return run;
}

void BM_Sweep(benchmark::State& state) {
  const RecordedRun run =
      made_up(static_cast<std::size_t>(state.range(0)), static_cast<task::Metric>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(sweep(run));
}
BENCHMARK(BM_Sweep)
    ->ArgNames({"tiers", "metric"})
    ->ArgsProduct({{2, 3}, {0, 1, 2}})
    ->Unit(benchmark::kMillisecond);

void BM_Oracle(benchmark::State& state) {
  const RecordedRun run = made_up(2, static_cast<task::Metric>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(oracle(run));
}
BENCHMARK(BM_Oracle)->ArgName("metric")->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::evaluate
