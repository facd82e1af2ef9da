// What counting costs; and how long texts that arrive at random wait, beside an ideal schedule of
// the same arrivals and batch times. The second needs models/sst2 and the shared SST-2 texts.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/cpu_count.h"
#include "checkpoint/checkpoint.h"
#include "service/service.h"
#include "task/record_reader.h"

namespace tango::service {
namespace {

constexpr int kBatch = 32;

void BM_CountATextOfABatch(benchmark::State& state) {
  const auto counts = std::make_unique<TierCounts>();
  std::uint64_t i = 0;
  for (auto _ : state) {
    const Duration time(100'000 + 977 * (i % 64));
    counts->text_ran(static_cast<float>(i % 100) / 100, time);
    counts->text_answered(time);
    if (++i % kBatch == 0) counts->batch_ran(kBatch, 800, 1, time);
  }
  benchmark::DoNotOptimize(counts.get());
}
BENCHMARK(BM_CountATextOfABatch);

struct BatchRun {
  TimePoint start;
  int tokens;
  int cores;
  double seconds;
};

/// A model that notes what its batches took.
class TimedModel : public model::Model {
 public:
  explicit TimedModel(std::unique_ptr<model::Model> timed) : timed_(std::move(timed)) {}
  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return timed_->config(); }
  [[nodiscard]] model::Precision precision() const override { return timed_->precision(); }
  [[nodiscard]] std::unique_ptr<model::Workspace> make_workspace() const override {
    return timed_->make_workspace();
  }
  void forward(const model::PackedBatch& batch, model::Workspace& workspace,
               std::span<float> logits, base::Team team) const override {
    const TimePoint start = Clock::now();
    timed_->forward(batch, workspace, logits, team);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const std::lock_guard lock(mutex_);
    runs_.push_back({start, batch.tokens(), team.size(), seconds});
  }
  std::vector<BatchRun> take() const {
    const std::lock_guard lock(mutex_);
    return std::exchange(runs_, {});
  }

 private:
  std::unique_ptr<model::Model> timed_;
  mutable std::mutex mutex_;
  mutable std::vector<BatchRun> runs_;
};

struct Timed {
  std::shared_ptr<const cascade::Cascade> cascade;
  std::array<std::shared_ptr<TimedModel>, 2> models;
};

Timed load_timed() {
  Timed timed;
  std::vector<cascade::Tier> tiers;
  for (const char* name : {"bilstm", "minilm"}) {
    const auto opened =
        checkpoint::open_checkpoint(std::string(TANGO_SOURCE_DIR) + "/models/sst2/" + name);
    auto& model = timed.models[tiers.size()] = std::make_shared<TimedModel>(model::make_model(
        opened.config, *opened.weights, model::Precision::kInt8, opened.fingerprint));
    tiers.emplace_back(text::load_tokenizer(opened.tokenizer_directory), model, 1.0F, 0,
                       cascade::LongText::kTruncate,
                       cascade::TierSource{.identity = opened.fingerprint});
  }
  checkpoint::Labels labels = tiers.back().labels();
  timed.cascade = std::make_shared<const cascade::Cascade>(
      std::move(tiers), std::vector<cascade::Threshold>{0.7498F}, std::move(labels),
      cascade::ConfidenceKind::kMaxProbability);
  return timed;
}

std::vector<std::string> read_texts() {
  const char* data = std::getenv("TANGO_DATA");
  const auto reader = task::open_record_reader(
      std::string(data != nullptr ? data : TANGO_SOURCE_DIR "/../shared/data") + "/sst2/test.tsv",
      {});
  std::vector<std::string> texts;
  task::Record record;
  while (reader->next(record)) texts.push_back(record.text);
  return texts;
}

/// A text of the run: when it came (seconds), what it took, and when it was answered.
struct Arrived {
  double at = 0;
  std::size_t text = 0;
  std::array<int, 2> tokens{};
  int tier = 0;
  double latency = 0;
};

struct Served {
  TimePoint start;
  Snapshot snapshot;
};

/// Sends the texts at their times, with a service of two workers; fills in tiers and latencies.
Served run_service(const Timed& timed, const std::vector<std::string>& texts,
                   std::vector<Arrived>& arrivals) {
  std::shared_ptr<CompletionQueue> queue;
  const TimePoint start = Clock::now();
  std::atomic<std::size_t> ended = 0;
  // On the worker that answered: a thread of its own would wait for a core that the workers have.
  queue = std::make_shared<CompletionQueue>([&] {
    for (const Completion& one : queue->try_pop()) {
      Arrived& text = arrivals[one.tag];
      text.latency = std::chrono::duration<double>(Clock::now() - start).count() - text.at;
      text.tier = one.answer()->tier;
      ++ended;
    }
  });
  Service service({.workers = 2});
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Duration>(
                                              std::chrono::duration<double>(arrivals[i].at)));
    // From when it was sent: the machine's late wake-ups of this thread are not the service's.
    arrivals[i].at = std::chrono::duration<double>(Clock::now() - start).count();
    service.submit({.request = {.text = texts[arrivals[i].text]},
                    .cascade = timed.cascade,
                    .completions = queue,
                    .tag = i});
  }
  while (ended < arrivals.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return {start, service.snapshot()};
}

/// The seconds that cores spent on runs of a model.
double core_seconds(const std::vector<BatchRun>& runs) {
  double sum = 0;
  for (const BatchRun& run : runs) sum += run.seconds * run.cores;
  return sum;
}

/// The time of a batch: a line through what was measured, times how much slower than that line the
/// machine was just then.
class MeasuredTime {
 public:
  MeasuredTime(const std::vector<BatchRun>& runs, bool team, TimePoint start) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const BatchRun& run : runs) {
      if ((run.cores > 1) != team) continue;
      n += 1, x += run.tokens, y += run.seconds;
      xx += 1.0 * run.tokens * run.tokens, xy += run.tokens * run.seconds;
    }
    if (n < 2) return;
    slope_ = std::max(0.0, (n * xy - x * y) / std::max(1e-9, n * xx - x * x));
    fixed_ = std::max(0.0, (y - slope_ * x) / n);
    for (const BatchRun& run : runs) {
      if ((run.cores > 1) != team) continue;
      factors_.emplace(std::chrono::duration<double>(run.start - start).count(),
                       run.seconds / (fixed_ + slope_ * run.tokens));
    }
  }
  [[nodiscard]] bool known() const { return !factors_.empty(); }
  /// `now`: seconds since the start.
  [[nodiscard]] double at(double now, int tokens) const {
    auto nearest = factors_.lower_bound(now);
    if (nearest == factors_.end() ||
        (nearest != factors_.begin() && now - std::prev(nearest)->first < nearest->first - now)) {
      --nearest;
    }
    return (fixed_ + slope_ * tokens) * nearest->second;
  }

 private:
  double slope_ = 0, fixed_ = 0;
  std::map<double, double> factors_;  // of the batch that began then
};

/// An ideal schedule: a free core takes at once what waits, tier 1 first, an even part of it; a
/// batch that is alone has both cores. A batch takes what its texts took to be tokenized, the model
/// to run and the answers to be made of it; handing over takes no time. `tokenizing`: seconds of a
/// text, by tier. `beside`: by tier, the time of a batch as a share of the model's.
std::vector<double> ideal_latencies(const std::vector<Arrived>& arrivals,
                                    const std::array<std::vector<BatchRun>, 2>& runs,
                                    const std::array<double, 2>& tokenizing,
                                    const std::array<double, 2>& beside, TimePoint start) {
  constexpr int kCores = 2;
  const MeasuredTime alone[2]{{runs[0], false, start}, {runs[1], false, start}};
  const MeasuredTime team[2]{{runs[0], true, start}, {runs[1], true, start}};
  struct Running {
    double ends;
    int tier;
    int cores;
    std::vector<std::size_t> texts;
  };
  std::vector<double> latencies(arrivals.size());
  std::deque<std::size_t> waiting[2];
  std::vector<Running> running;
  std::size_t next = 0;
  while (next < arrivals.size() || !running.empty()) {
    const auto first = std::ranges::min_element(running, {}, &Running::ends);
    double now = 0;
    if (first == running.end() || (next < arrivals.size() && arrivals[next].at < first->ends)) {
      now = arrivals[next].at;
      waiting[0].push_back(next++);
    } else {
      now = first->ends;
      for (const std::size_t text : first->texts) {
        if (arrivals[text].tier > first->tier + 1) {
          waiting[1].push_back(text);
        } else {
          latencies[text] = now - arrivals[text].at;
        }
      }
      running.erase(first);
    }
    for (;;) {
      int busy = 0;
      for (const Running& one : running) busy += one.cores;
      const int tier = !waiting[0].empty() ? 0 : 1;
      if (busy >= kCores || waiting[tier].empty()) break;
      const std::size_t all = waiting[0].size() + waiting[1].size();
      const bool lone = busy == 0 && all == 1 && team[tier].known();
      std::size_t most = std::min<std::size_t>(kBatch, (all + kCores - 1) / kCores);
      Running batch{0, tier, lone ? kCores : 1, {}};
      int tokens = 0;
      for (; most > 0 && !waiting[tier].empty(); --most) {
        batch.texts.push_back(waiting[tier].front());
        tokens += arrivals[waiting[tier].front()].tokens[static_cast<std::size_t>(tier)];
        waiting[tier].pop_front();
      }
      batch.ends =
          now +
          (lone ? team : alone)[tier].at(now, tokens) * beside[static_cast<std::size_t>(tier)] +
          static_cast<double>(batch.texts.size()) * tokenizing[static_cast<std::size_t>(tier)];
      running.push_back(std::move(batch));
    }
  }
  return latencies;
}

double p99_ms(std::vector<double> latencies) {
  if (latencies.empty()) return 0;
  std::ranges::sort(latencies);
  return 1e3 * latencies[latencies.size() * 99 / 100];
}

/// Poisson arrivals at half of what two workers can answer.
void BM_HalfLoad(benchmark::State& state) {
  const std::vector<std::string> texts = read_texts();
  const Timed timed = load_timed();
  std::mt19937_64 random(1);
  std::vector<Arrived> all(texts.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].text = i;
  (void)run_service(timed, texts, all);  // to warm up
  for (auto _ : state) {
    const TimePoint start = Clock::now();
    (void)run_service(timed, texts, all);  // all at once: what the workers can answer
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double rate = static_cast<double>(texts.size()) / seconds / 2;
    (void)timed.models[0]->take(), (void)timed.models[1]->take();

    std::exponential_distribution<double> gap(rate);
    std::vector<Arrived> arrivals(static_cast<std::size_t>(40 * rate));
    double now = 0;
    for (Arrived& one : arrivals) {
      one.at = now += gap(random);
      one.text = random() % texts.size();
    }
    std::array<double, 2> tokenizing{};
    for (std::size_t tier = 0; tier < 2; ++tier) {
      const TimePoint begin = Clock::now();
      for (Arrived& one : arrivals) {
        one.tokens[tier] = cascade::tokens_of(
            timed.cascade->tier(static_cast<int>(tier)).encode({.text = texts[one.text]}));
      }
      tokenizing[tier] = std::chrono::duration<double>(Clock::now() - begin).count() /
                         static_cast<double>(arrivals.size());
    }
    const Served served = run_service(timed, texts, arrivals);
    const std::array<std::vector<BatchRun>, 2> runs{timed.models[0]->take(),
                                                    timed.models[1]->take()};
    std::array<double, 2> beside{};
    for (const TierSnapshot& tier : served.snapshot.tiers) {
      const auto index = static_cast<std::size_t>(tier.tier - 1);
      beside[index] = std::chrono::duration<double>(tier.busy).count() / core_seconds(runs[index]);
    }
    const std::vector<double> ideal =
        ideal_latencies(arrivals, runs, tokenizing, beside, served.start);
    state.counters["tier_1_beside"] = beside[0];
    state.counters["tier_2_beside"] = beside[1];
    state.counters["tokenizing_us"] = 1e6 * tokenizing[0];
    state.counters["texts_per_s"] = rate;
    for (int tier = 1; tier <= 2; ++tier) {
      std::vector<double> real, best;
      for (std::size_t i = 0; i < arrivals.size(); ++i) {
        if (arrivals[i].tier != tier) continue;
        real.push_back(arrivals[i].latency);
        best.push_back(ideal[i]);
      }
      const std::string name = "tier_" + std::to_string(tier);
      state.counters[name + "_p99_ms"] = p99_ms(real);
      state.counters[name + "_ideal_p99_ms"] = p99_ms(best);
    }
  }
}
BENCHMARK(BM_HalfLoad)->Iterations(1)->Unit(benchmark::kSecond);

/// A text that is deferred on an idle service: how long beside what its models compute.
void BM_LoneDeferredText(benchmark::State& state) {
  const Timed timed = load_timed();
  Service service({.workers = std::min(2, base::usable_cpus())});
  const auto queue = std::make_shared<CompletionQueue>();
  std::vector<double> beside;
  for (auto _ : state) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // all is asleep again
    const cascade::Request request{.text = "it is what it is , for better or for worse",
                                   .threshold = 1.0F};
    TimePoint start = Clock::now();
    for (int tier = 0; tier < 2; ++tier) (void)timed.cascade->tier(tier).encode(request);
    const double tokenizing = std::chrono::duration<double>(Clock::now() - start).count();
    start = Clock::now();
    service.submit({.request = request, .cascade = timed.cascade, .completions = queue});
    (void)queue->pop();
    const double latency = std::chrono::duration<double>(Clock::now() - start).count();
    double computing = tokenizing;
    for (const auto& model : timed.models) {
      for (const BatchRun& run : model->take()) computing += run.seconds;
    }
    beside.push_back(1e3 * (latency - computing));
    state.SetIterationTime(latency);
  }
  std::ranges::sort(beside);
  state.counters["beside_computing_p50_ms"] = beside[beside.size() / 2];
  state.counters["beside_computing_p90_ms"] = beside[beside.size() * 9 / 10];
}
BENCHMARK(BM_LoneDeferredText)->Iterations(500)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tango::service
