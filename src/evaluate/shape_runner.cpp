#include "evaluate/shape_runner.h"

#include <cstdint>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/random.h"

namespace tango::evaluate {
namespace {

/// Texts `first` … `last` - 1 of the batch.
model::PackedBatch make_batch(int first, int last, int tokens, int vocab_size) {
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

int workers_of(int workers) { return workers > 0 ? workers : base::usable_cpus(); }

/// Parts that a batch is cut into, one per worker where there are enough texts.
int shares_of(BatchShape shape, int workers) { return shape.texts < workers ? 1 : workers; }

}  // namespace

ShapeRunner::ShapeRunner(const model::Model& model, BatchShape shape, int workers)
    : model_(model),
      shares_(static_cast<std::size_t>(shares_of(shape, workers_of(workers)))),
      team_threads_(workers_of(workers), true),
      team_size_(workers_of(workers) / static_cast<int>(shares_.size())),
      workers_(static_cast<int>(shares_.size())) {
  if (shape.tokens > model.max_tokens()) {
    throw Error(ErrorCode::kUsage,
                fmt::format("a shape with texts of {} tokens: the model reads at most {}",
                            shape.tokens, model.max_tokens()),
                {"shape"});
  }
  const int count = workers_.size();
  int first = 0;
  for (int i = 0; i < count; ++i) {
    Share& share = shares_[static_cast<std::size_t>(i)];
    const int texts = shape.texts / count + (i < shape.texts % count ? 1 : 0);
    share.batch =
        make_batch(first, first + texts, shape.tokens, checkpoint::vocab_size_of(model.config()));
    share.logits.resize(model.logits_of(share.batch));
    first += texts;
  }
}

void ShapeRunner::run() {
  workers_.run([&](int worker) { run_share(worker); });
}

void ShapeRunner::run_share(int worker) {
  Share& share = shares_[static_cast<std::size_t>(worker)];
  if (!share.workspace) share.workspace = model_.make_workspace();
  model_.forward(share.batch, *share.workspace, share.logits,
                 team_threads_.team(team_size_, worker));
}

}  // namespace tango::evaluate
