// The log of a run, one JSON object per line (without times, so that the same run gives the same
// bytes), and progress on standard error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/json.h"
#include "command/progress.h"

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

/// How far a log is between two of its lines.
struct LogPosition {
  std::int64_t step = 0;    ///< Of the run.
  std::int64_t summed = 0;  ///< Steps since the last line.
  double loss_sum = 0;      ///< The sum of their losses.
};

/// Has a line for each of the first 200 steps, then for the mean of every 50, and for every
/// evaluation. Flushed line by line. Not thread-safe.
class TrainingLog {
 public:
  /// Goes on behind the lines up to `position`; later lines, of a run that was stopped, are
  /// dropped. Throws kIo.
  TrainingLog(const std::filesystem::path& path, const LogPosition& position, bool quiet);

  void step(const StepRecord& record);
  [[nodiscard]] const LogPosition& position() const { return position_; }
  /// Writes `record` to the log and, unless quiet, `message` to standard error.
  void event(const base::Json& record, const std::string& message);

 private:
  void write(const base::Json& line);
  void show(const StepRecord& record);

  std::filesystem::path path_;
  std::ofstream file_;
  bool quiet_;
  LogPosition position_;
  double smooth_loss_ = 0;
  std::int64_t texts_ = 0, first_step_ = -1;
  command::Progress progress_;
};

}  // namespace tango::train
