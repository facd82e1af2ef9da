#include "train/run/training_log.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "command/numbers.h"
#include "command/say.h"

namespace tango::train {
namespace {

constexpr std::int64_t kEveryStepUntil = 200;
constexpr std::int64_t kMeanOf = 50;

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
    : path_(path),
      quiet_(quiet),
      position_(position),
      progress_(quiet, command::WithoutTerminal::kLineAMinute) {
  const std::string kept = position.step > 0 ? kept_lines(path, position.step) : "";
  file_.open(path, std::ios::trunc);
  file_ << kept << std::flush;
  if (!file_) throw Error(ErrorCode::kIo, path.string() + ": cannot be written");
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
  progress_.draw([&] {
    const double seconds = progress_.seconds();
    const auto done = static_cast<double>(record.step - first_step_);
    const double to_go = static_cast<double>(record.total_steps - record.step) * seconds / done;
    return fmt::format("step {} of {}, epoch {:.2f}: loss {:.4f}, {:.0f} texts/s, {} left",
                       record.step, record.total_steps, record.epoch, smooth_loss_,
                       static_cast<double>(texts_) / seconds, command::clock_time(to_go));
  });
}

void TrainingLog::event(const base::Json& record, const std::string& message) {
  write(record);
  if (quiet_) return;
  progress_.clear();
  command::say("{}\n", message);
}

}  // namespace tango::train
