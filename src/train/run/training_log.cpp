#include "train/run/training_log.h"

#include <cstdio>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <tango/error.h>

#include "command/numbers.h"
#include "command/say.h"

namespace tango::train {
namespace {

constexpr std::int64_t kEveryStepUntil = 200;
constexpr std::int64_t kMeanOf = 50;
constexpr std::chrono::seconds kReportEvery{60};  // where standard error is not a terminal
constexpr std::chrono::milliseconds kRedrawEvery{500};

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

/// The lines of a log up to `step`.
std::string kept_lines(const std::filesystem::path& path, std::int64_t step) {
  std::ifstream old(path);
  std::string kept;
  for (std::string line; std::getline(old, line);) {
    const base::Json json = base::Json::parse(line, nullptr, false);
    if (json.is_discarded() || json.value("step", std::int64_t{0}) > step) break;
    kept += line + "\n";
  }
  return kept;
}

}  // namespace

TrainingLog::TrainingLog(const std::filesystem::path& path, const LogPosition& position, bool quiet)
    : path_(path), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1), position_(position) {
  const std::string kept = position.step > 0 ? kept_lines(path, position.step) : "";
  file_.open(path, std::ios::trunc);
  file_ << kept << std::flush;
  if (!file_) throw Error(ErrorCode::kIo, path.string() + ": cannot be written");
  if (!terminal_) next_redraw_ += kReportEvery;
}

TrainingLog::~TrainingLog() {
  try {
    clear();
  } catch (const std::exception&) {  // the line stays on the terminal
  }
}

void TrainingLog::write(const base::Json& line) {
  file_ << line.dump() << '\n' << std::flush;
  if (!file_)
    throw Error(ErrorCode::kIo, path_.string() + ": cannot be written; is the disk full?");
}

void TrainingLog::step(const StepRecord& record) {
  if (first_step_ < 0) first_step_ = record.step - 1;
  texts_ += record.texts;
  smooth_loss_ = smooth_loss_ == 0 ? record.loss : 0.98 * smooth_loss_ + 0.02 * record.loss;
  position_.step = record.step;
  position_.loss_sum += record.loss;
  ++position_.summed;
  const bool alone = record.step <= kEveryStepUntil;
  if (alone || record.step % kMeanOf == 0) {
    base::Json line{{"step", record.step},
                    {"epoch", record.epoch},
                    {"loss", position_.loss_sum / static_cast<double>(position_.summed)},
                    {"learning_rate", record.learning_rate},
                    {"gradient_norm", record.gradient_norm}};
    write(line);
    position_.loss_sum = 0;
    position_.summed = 0;
  }
  show(record);
}

void TrainingLog::show(const StepRecord& record) {
  const Clock::time_point now = Clock::now();
  if (quiet_ || now < next_redraw_) return;
  next_redraw_ = now + (terminal_ ? kRedrawEvery : std::chrono::milliseconds(kReportEvery));
  const double seconds = seconds_between(start_, now);
  const auto done = static_cast<double>(record.step - first_step_);
  const double to_go = static_cast<double>(record.total_steps - record.step) * seconds / done;
  const std::string line =
      fmt::format("step {} of {}, epoch {:.2f}: loss {:.4f}, {:.0f} texts/s, {} left", record.step,
                  record.total_steps, record.epoch, smooth_loss_,
                  static_cast<double>(texts_) / seconds, command::clock_time(to_go));
  command::say("{}{}{}", terminal_ ? "\r\x1b[K" : "", line, terminal_ ? "" : "\n");
  drawn_ = terminal_;
  std::fflush(stderr);
}

void TrainingLog::event(const base::Json& record, const std::string& message) {
  write(record);
  if (quiet_) return;
  clear();
  command::say("{}\n", message);
}

void TrainingLog::clear() {
  if (drawn_) command::say("\r\x1b[K");
  drawn_ = false;
}

}  // namespace tango::train
