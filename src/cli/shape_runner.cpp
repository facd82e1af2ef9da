#include "cli/shape_runner.h"

#include <barrier>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/random.h"
#include "base/team.h"
#include "model/packed_batch.h"

namespace tango::cli {
namespace {

int vocab_size_of(const checkpoint::ModelConfig& config) {
  return std::visit([](const auto& family) { return family.vocab_size; }, config);
}

/// Texts `first` … `last` - 1 of the batch.
model::PackedBatch make_share(int first, int last, int tokens, int vocab_size) {
  const base::RandomStream stream(1, "bench tokens");
  model::PackedBatch batch;
  std::vector<std::int32_t> ids(static_cast<std::size_t>(tokens));
  for (int text = first; text < last; ++text) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::uint64_t index = static_cast<std::uint64_t>(text) * ids.size() + i;
      ids[i] =
          static_cast<std::int32_t>(stream.below(index, static_cast<std::uint64_t>(vocab_size)));
    }
    batch.add(ids, {});
  }
  return batch;
}

/// Parts that a batch is cut into, one a worker where there are enough texts.
int shares_of(const BatchShape& shape, int workers) { return shape.texts < workers ? 1 : workers; }

}  // namespace

class ShapeRunner::Impl {
 public:
  Impl(const model::Model& model, BatchShape shape, int workers)
      : team_threads_(workers, true),
        model_(model),
        start_(shares_of(shape, workers) + 1),
        end_(shares_of(shape, workers) + 1),
        shares_(shares_of(shape, workers)),
        team_size_(workers / shares_) {
    const int vocab_size = vocab_size_of(model.config());
    try {
      int first = 0;
      for (int i = 0; i < shares_; ++i) {
        const int last = first + shape.texts / shares_ + (i < shape.texts % shares_ ? 1 : 0);
        threads_.emplace_back([this, i, share = make_share(first, last, shape.tokens, vocab_size)] {
          work(i, share);
        });
        first = last;
      }
    } catch (const std::system_error& error) {
      stop();
      throw Error(ErrorCode::kIo,
                  fmt::format("worker {} of {} could not be started: {}; ask for fewer",
                              threads_.size() + 1, shares_, error.code().message()));
    } catch (...) {
      stop();
      throw;
    }
  }

  ~Impl() { stop(); }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void run() {
    start_.arrive_and_wait();
    end_.arrive_and_wait();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void stop() {
    stopped_ = true;
    for (int i = static_cast<int>(threads_.size()); i < shares_; ++i) start_.arrive_and_drop();
    start_.arrive_and_wait();
    for (std::thread& thread : threads_) thread.join();
  }

  void work(int worker, const model::PackedBatch& share) {
    base::pin_this_thread(worker);
    const base::Team team = team_threads_.team(team_size_, worker);
    std::unique_ptr<model::Workspace> workspace;
    std::vector<float> logits(static_cast<std::size_t>(share.texts()) * model_.num_labels());
    while (true) {
      start_.arrive_and_wait();
      if (stopped_) return;
      try {
        if (!workspace) workspace = model_.make_workspace();
        model_.forward(share, *workspace, logits, team);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        error_ = std::current_exception();
      }
      end_.arrive_and_wait();
    }
  }

  base::TeamThreads team_threads_;
  const model::Model& model_;
  std::exception_ptr error_;
  std::vector<std::thread> threads_;
  std::barrier<> start_;
  std::barrier<> end_;
  std::mutex mutex_;  // guards error_ while workers run
  int shares_;
  int team_size_;         // of each share's workers
  bool stopped_ = false;  // written before, read after start_
};

ShapeRunner::ShapeRunner(const model::Model& model, BatchShape shape, int workers) {
  if (shape.tokens > model.max_tokens()) {
    throw Error(ErrorCode::kUsage, fmt::format("--shape: texts of {} tokens; the model reads at "
                                               "most {}",
                                               shape.tokens, model.max_tokens()));
  }
  impl_ = std::make_unique<Impl>(model, shape, workers > 0 ? workers : base::usable_cpus());
}

ShapeRunner::~ShapeRunner() = default;

void ShapeRunner::run() { impl_->run(); }

}  // namespace tango::cli
