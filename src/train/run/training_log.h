// What happened, one JSON object a line (the same for the same run: no times), and a line for
// people.
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

/// Where a log stands between two of its lines.
struct LogPosition {
  std::int64_t step = 0;    ///< Of the run.
  std::int64_t summed = 0;  ///< Steps since the last line.
  double loss_sum = 0;      ///< Of their losses.
};

/// Each of the first 200 steps, then the mean of every 50; every evaluation. Flushed line by line.
class TrainingLog {
 public:
  /// Goes on behind the lines up to `position`; later ones, of a run that was cut off, are dropped.
  /// Throws kIo.
  TrainingLog(const std::filesystem::path& path, const LogPosition& position, bool quiet);
  ~TrainingLog();
  TrainingLog(const TrainingLog&) = delete;
  TrainingLog& operator=(const TrainingLog&) = delete;

  void step(const StepRecord& record);
  [[nodiscard]] const LogPosition& position() const { return position_; }
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
  LogPosition position_;
  double smooth_loss_ = 0;
  std::int64_t texts_ = 0, first_step_ = -1;
  Clock::time_point start_ = Clock::now(), next_redraw_ = start_;
};

}  // namespace tango::train
