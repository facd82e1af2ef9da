// What happened, one JSON object a line, and a line for people.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/json.h"

namespace tango::train {

struct StepRecord {
  std::int64_t step = 0;  ///< From 1.
  std::int64_t total_steps = 0;
  double epoch = 0;
  double loss = 0;
  double learning_rate = 0;
  double gradient_norm = 0;
  std::int64_t texts = 0;
};

/// Each of the first 200 steps, then the mean of every 50; every evaluation. Flushed line by line.
class TrainingLog {
 public:
  /// Goes on behind the lines up to `step`; later ones, of a run that was cut off, are dropped.
  /// Throws kIo.
  TrainingLog(const std::filesystem::path& path, std::int64_t step, bool quiet);
  ~TrainingLog();
  TrainingLog(const TrainingLog&) = delete;
  TrainingLog& operator=(const TrainingLog&) = delete;

  void step(const StepRecord& record);
  /// Also shown to people, unless quiet.
  void event(const base::Json& record, const std::string& message);

 private:
  using Clock = std::chrono::steady_clock;

  void write(const base::Json& line);
  void show(const StepRecord& record);
  void clear();

  std::filesystem::path path_;
  std::ofstream file_;
  bool quiet_, terminal_, drawn_ = false;
  std::int64_t summed_ = 0;
  double loss_sum_ = 0;
  double smooth_loss_ = 0;
  std::int64_t texts_ = 0, texts_then_ = 0, first_step_ = -1;
  Clock::time_point start_ = Clock::now(), then_ = start_, next_redraw_ = start_;
};

}  // namespace tango::train
