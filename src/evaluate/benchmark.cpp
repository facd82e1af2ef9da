#include "evaluate/benchmark.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "cascade/tier.h"
#include "evaluate/machine.h"
#include "service/record_stream.h"

namespace tango::evaluate {
namespace {

int worker_count(int workers) { return workers > 0 ? workers : base::usable_cpus(); }

/// "int8", or of a cascade "fp32, int8".
std::string precisions_of(const cascade::Cascade& cascade) {
  std::string precisions;
  for (int i = 0; i < cascade.num_tiers(); ++i) {
    precisions += (i == 0 ? "" : ", ");
    precisions += cascade.tier(i).precision_name();
  }
  return precisions;
}

struct SizedRequest {
  int tokens;
  cascade::Request request;
  std::int64_t line;  ///< Of the file, from 1.
};

/// `by`: the tier whose tokens count.
std::vector<SizedRequest> read_requests(task::RecordReader& reader, const cascade::Tier& by,
                                        const TextOptions& options) {
  std::vector<SizedRequest> sized;
  task::Record record;
  while (reader.next(record)) {
    const std::int64_t line = record.line;
    cascade::Request request = service::request_of(std::move(record), options.tier);
    try {
      const int tokens = cascade::tokens_of(by.encode(request));
      sized.push_back({tokens, std::move(request), line});
    } catch (const Error& error) {
      throw Error(error.code(), reader.where(line) + ": " + error.what(), error.settings());
    }
  }
  if (sized.empty()) {
    throw Error(ErrorCode::kInvalidInput, options.name + ": holds no texts to time");
  }
  if (options.sorted) std::ranges::stable_sort(sized, {}, &SizedRequest::tokens);
  return sized;
}

std::string to_row(const Benchmark& benchmark) {
  const base::Spread spread = base::spread_of(benchmark.milliseconds);
  return fmt::format(
      "{:>7.0f} {:>9.0f} {:>11.1f} {:>10.0f} {:>10.2f} {:>10.2f} {:>10.2f} {:>7.2f} {:>5}\n",
      benchmark.texts, benchmark.tokens, benchmark.texts / spread.median * 1e3,
      benchmark.tokens / spread.median * 1e3, spread.median, spread.fastest, spread.slowest,
      spread.deviation, benchmark.milliseconds.size());
}

}  // namespace

base::OrderedJson Benchmark::to_json() const {
  const base::Spread spread = base::spread_of(milliseconds);
  base::OrderedJson json{{"texts_per_s", texts / spread.median * 1e3},
                         {"tokens_per_s", tokens / spread.median * 1e3},
                         {"ms_p50", spread.median},
                         {"ms_fastest", spread.fastest},
                         {"ms_slowest", spread.slowest},
                         {"ms_deviation", spread.deviation},
                         {"texts", static_cast<std::int64_t>(texts)},
                         {"tokens", static_cast<std::int64_t>(tokens)},
                         {"workers", workers},
                         {"peak_resident_mb", std::round(peak_resident_mb())},
                         {"runs", milliseconds},
                         {"machine", machine_json()}};
  json.update(work);
  return json;
}

Benchmark time_shape(const model::Model& model, BatchShape shape, int workers,
                     const base::RepeatOptions& repeat) {
  ShapeRunner runner(model, shape, workers);
  const double texts = shape.texts;
  return {.work = {{"shape", fmt::format("{},{}", shape.texts, shape.tokens)},
                   {"precision", to_string(model.precision())}},
          .texts = texts,
          .tokens = texts * shape.tokens,
          .workers = worker_count(workers),
          .milliseconds = base::time_runs([&] { runner.run(); }, repeat)};
}

Benchmark time_texts(const cascade::Cascade& cascade, task::RecordReader& reader,
                     const TextOptions& options) {
  const int by = options.tier.value_or(cascade.num_tiers());
  std::vector<SizedRequest> sized = read_requests(reader, cascade.tier(by - 1), options);
  Benchmark benchmark{.work = {{"input", options.name},
                               {"order", options.sorted ? "sorted" : "as-is"},
                               {"precision", precisions_of(cascade)}},
                      .texts = static_cast<double>(sized.size()),
                      .workers = worker_count(options.pipeline.workers),
                      .milliseconds = {}};
  service::PipelineOptions pipeline = options.pipeline;
  pipeline.place = [&](std::uint64_t index) { return reader.where(sized.at(index).line); };
  std::vector<cascade::Request> requests;
  requests.reserve(sized.size());
  for (SizedRequest& one : sized) {
    benchmark.tokens += one.tokens;
    requests.push_back(std::move(one.request));
  }
  benchmark.milliseconds = base::time_runs(
      [&] { (void)service::classify(cascade, requests, pipeline); }, options.repeat);
  return benchmark;
}

std::string to_table(std::span<const Benchmark> benchmarks) {
  std::string table = readable_machine(machine_json());
  table += fmt::format("precision {}, {} workers, {:.0f} MB resident at most\n\n",
                       benchmarks.front().work.at("precision").get<std::string>(),
                       benchmarks.front().workers, peak_resident_mb());
  table +=
      fmt::format("{:>7} {:>9} {:>11} {:>10} {:>10} {:>10} {:>10} {:>7} {:>5}\n", "texts", "tokens",
                  "texts/s", "tokens/s", "median ms", "fastest", "slowest", "dev.", "runs");
  for (const Benchmark& one : benchmarks) table += to_row(one);
  return table;
}

}  // namespace tango::evaluate
