#include "train/run/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "checkpoint/safetensors_file.h"
#include "command/stop.h"
#include "train/data/batch_order.h"
#include "train/files/tensor_file.h"
#include "train/optimize/schedule.h"
#include "train/run/shards.h"
#include "train/run/training_log.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kEvaluationBatch = 64;

std::function<std::int64_t(std::int64_t)> lengths_of(const DataSet& data) {
  return [&data](std::int64_t row) { return data.length(row); };
}

/// How far a run is; what the state file holds beside the tensors.
struct Position {
  std::int64_t step = 0;
  std::int64_t best_step = 0;
  bool is_unevaluated = false;  ///< An evaluation is due before the next step.
  std::int64_t worse_in_a_row = 0;
  Evaluation best{-std::numeric_limits<double>::infinity(), base::Json::object()};
};

class Run {
 public:
  Run(const Parameters& parameters, const Objective& objective, const TrainerOptions& options,
      const fs::path& directory, const std::string& identity)
      : objective_(objective),
        options_(options),
        state_file_(directory / "state.safetensors"),
        best_file_(directory / "best.safetensors"),
        identity_(identity),
        optimizer_(parameters.trainable(), options.adam_w),
        trained_(parameters.trainable()),
        shards_(objective, trained_, options.shards) {
    const std::int64_t texts = objective.data->size();
    steps_per_epoch_ = (texts + options.batch_size - 1) / options.batch_size;
    schedule_.total_steps = options.epochs * steps_per_epoch_;
    if (options.max_steps > 0) {
      schedule_.total_steps = std::min(schedule_.total_steps, options.max_steps);
    }
    schedule_.peak = options.learning_rate;
    schedule_.warm_up_steps = static_cast<std::int64_t>(
        std::llround(options.warm_up * static_cast<double>(schedule_.total_steps)));
    evaluate_every_ = std::max<std::int64_t>(
        1, steps_per_epoch_ / std::max<std::int64_t>(1, options.evaluations_per_epoch));
    restore();
    log_.emplace(directory / "log.jsonl", log_position_, options.quiet);
  }

  TrainingResult run() {
    const command::StopOnSignals stop_on_signals;
    const Clock::time_point start = Clock::now();
    Clock::time_point saved = start;
    std::int64_t epoch = -1;
    std::vector<Rows> batches;
    while (position_.is_unevaluated || (position_.step < schedule_.total_steps && !is_over())) {
      if (position_.is_unevaluated) {
        evaluate_or_stop();
        save();
        saved = Clock::now();
        continue;
      }
      if (const std::int64_t now = position_.step / steps_per_epoch_; now != epoch) {
        epoch = now;
        batches = epoch_batches(objective_.data->size(), lengths_of(*objective_.data),
                                options_.batch_size, options_.seed, epoch);
      }
      take_step(batches[static_cast<std::size_t>(position_.step % steps_per_epoch_)]);
      const bool last = position_.step == schedule_.total_steps;
      position_.is_unevaluated =
          objective_.evaluate && (last || position_.step % evaluate_every_ == 0);
      const Clock::time_point now = Clock::now();
      const bool due = std::chrono::duration<double>(now - saved).count() >= options_.save_every_s;
      if (due || last || command::stop_requested()) {
        save();
        saved = now;
      }
      if (command::stop_requested()) stop();
    }
    if (objective_.evaluate) read_tensors(best_file_, trained_);
    return {position_.step, position_.best_step, position_.best,
            std::chrono::duration<double>(Clock::now() - start).count()};
  }

 private:
  [[nodiscard]] bool is_over() const {
    return options_.patience > 0 && position_.worse_in_a_row >= options_.patience;
  }

  [[noreturn]] void stop() const {
    throw Error(ErrorCode::kCancelled,
                fmt::format("stopped after step {} of {}; its state is kept, and the same command "
                            "goes on from there",
                            position_.step, schedule_.total_steps));
  }

  void evaluate_or_stop() {
    try {
      evaluate();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kCancelled) throw;
      save();  // with the evaluation still due
      stop();
    }
    position_.is_unevaluated = false;
  }

  void take_step(const Rows& rows) {
    const double value = shards_.backward(rows, options_.seed, position_.step);
    const double norm = optimizer_.clip_gradients(options_.max_gradient_norm);
    if (!std::isfinite(value) || !std::isfinite(norm)) {
      throw Error(
          ErrorCode::kInvalidInput,
          fmt::format("training: at step {} the loss is {} and the norm of its gradient {}; a "
                      "lower learning rate (it was {:g}) or fp32 may help",
                      position_.step + 1, value, norm, schedule_.learning_rate(position_.step)),
          {"learning_rate", "precision"});
    }
    const double rate = schedule_.learning_rate(position_.step);
    optimizer_.step(rate);
    ++position_.step;
    log_->step({position_.step, schedule_.total_steps,
                static_cast<double>(position_.step) / static_cast<double>(steps_per_epoch_), value,
                rate, norm, static_cast<std::int64_t>(rows.size())});
  }

  void evaluate() {
    Evaluation found = objective_.evaluate();
    const bool better = found.score > position_.best.score;
    base::Json line{{"step", position_.step}, {"best", better}};
    line.update(found.details);
    std::string message = fmt::format("step {}:", position_.step);
    for (const auto& [key, value] : found.details.items()) {
      message += fmt::format(" {} {:.4f}", key, value.get<double>());
    }
    log_->event(line, message + (better ? " (best)" : ""));
    ++position_.worse_in_a_row;
    if (!better) return;
    position_.worse_in_a_row = 0;
    position_.best = std::move(found);
    position_.best_step = position_.step;
    write_tensors(best_file_, trained_, Storage::kFloat32);
  }

  /// Writes the tensors and the position to one file, so that both are of the same moment.
  void save() {
    const base::Json position{{"identity", identity_},
                              {"step", position_.step},
                              {"best_step", position_.best_step},
                              {"is_unevaluated", position_.is_unevaluated},
                              {"worse_in_a_row", position_.worse_in_a_row},
                              {"best_score", position_.best_step > 0 ? position_.best.score : 0.0},
                              {"best", position_.best.details},
                              {"log_summed", log_->position().summed},
                              {"log_loss_sum", log_->position().loss_sum}};
    write_tensors(state_file_, optimizer_.state(), Storage::kFloat32,
                  {{"position", position.dump()}});
  }

  void restore() {
    if (!base::exists(state_file_)) return;
    const std::string where = state_file_.string();
    const auto metadata = checkpoint::SafetensorsFile(state_file_).metadata();
    const auto written = metadata.find("position");
    const base::Json position =
        base::parse_json(written == metadata.end() ? "{}" : written->second, where);
    if (base::require_field<std::string>(position, "identity", where) != identity_) {
      throw Error(ErrorCode::kUsage,
                  state_file_.parent_path().string() +
                      ": holds the state of a run with other data or other options; remove it, or "
                      "choose another output",
                  {"output"});
    }
    read_tensors(state_file_, optimizer_.state());
    position_.step = base::require_field<std::int64_t>(position, "step", where);
    position_.best_step = base::require_field<std::int64_t>(position, "best_step", where);
    position_.is_unevaluated = base::field_or<bool>(position, "is_unevaluated", where, false);
    position_.worse_in_a_row = base::require_field<std::int64_t>(position, "worse_in_a_row", where);
    if (position_.best_step > 0) {
      position_.best.score = base::require_field<double>(position, "best_score", where);
      position_.best.details = position.at("best");
    }
    log_position_ = {position_.step, base::field_or<std::int64_t>(position, "log_summed", where, 0),
                     base::field_or<double>(position, "log_loss_sum", where, 0)};
    optimizer_.set_steps(position_.step);
  }

  const Objective& objective_;
  const TrainerOptions& options_;
  fs::path state_file_, best_file_;
  std::string identity_;
  AdamW optimizer_;
  std::vector<Parameter> trained_;
  Shards shards_;
  Schedule schedule_;
  std::int64_t steps_per_epoch_ = 1;
  std::int64_t evaluate_every_ = 1;
  Position position_;
  LogPosition log_position_;
  std::optional<TrainingLog> log_;
};

}  // namespace

TrainingResult train(const Parameters& parameters, const Objective& objective,
                     const TrainerOptions& options, const fs::path& directory,
                     const std::string& identity) {
  return Run(parameters, objective, options, directory, identity).run();
}

at::Tensor all_logits(const DataSet& data,
                      const std::function<at::Tensor(const Batch&, Pass&)>& logits) {
  const at::NoGradGuard no_gradient;
  at::Tensor all;
  for (const Rows& rows : sorted_batches(data.size(), lengths_of(data), kEvaluationBatch)) {
    command::throw_if_stopped();
    const Batch batch = data.batch(rows);
    Pass pass;
    const at::Tensor some = logits(batch, pass).to(at::kFloat);
    if (!all.defined()) all = at::empty({data.size(), some.size(1)}, at::kFloat);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all[rows[i]] = some[static_cast<std::int64_t>(i)];
    }
  }
  return all;
}

}  // namespace tango::train
