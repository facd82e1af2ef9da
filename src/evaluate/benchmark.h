// How fast a model or a cascade is on this machine.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "base/timing.h"
#include "evaluate/shape_runner.h"
#include "service/pipeline.h"
#include "task/record_reader.h"

namespace tango::evaluate {

/// The same work, run several times.
struct Benchmark {
  /// What was run: {"shape": …, "precision": …}, or {"input": …, "order": …, "precision": …}.
  base::OrderedJson work;
  double texts = 0;   ///< Of one run.
  double tokens = 0;  ///< Of one run; of a cascade as the last tier reads all its texts.
  int workers = 0;    ///< Threads.
  std::vector<double> milliseconds;  ///< Of each run.

  /// `work`, its median, fastest and slowest time, texts and tokens per second, and "machine".
  [[nodiscard]] base::OrderedJson to_json() const;
};

/// A batch of random tokens through the model alone. `workers` 0: one per usable CPU. Throws as
/// ShapeRunner.
[[nodiscard]] Benchmark time_shape(const model::Model& model, BatchShape shape, int workers,
                                   const base::RepeatOptions& repeat);

struct TextOptions {
  std::string name;         ///< Of the texts, for people.
  bool sorted = false;      ///< By length, else as they come.
  std::optional<int> tier;  ///< Answers every text that pins none itself (1 = cheapest).
  service::PipelineOptions pipeline;
  base::RepeatOptions repeat;
};

/// All texts of the reader through a cascade, tokenization included. Throws kInvalidInput as the
/// reader does, and where there are no texts.
[[nodiscard]] Benchmark time_texts(const cascade::Cascade& cascade, task::RecordReader& reader,
                                   const TextOptions& options);

/// For people: this machine, and a line per benchmark. `benchmarks`: of one model, not empty.
[[nodiscard]] std::string to_table(std::span<const Benchmark> benchmarks);

}  // namespace tango::evaluate
