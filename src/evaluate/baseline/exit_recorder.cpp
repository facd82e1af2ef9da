#include "evaluate/baseline/exit_recorder.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include <tango/error.h>

#include "evaluate/parallel_batches.h"
#include "model/packed_batch.h"

namespace tango::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t labels_of(const model::EarlyExitModel& model) {
  return model.config().labels.names.size();
}

void add(model::PackedBatch& batch, const cascade::EncodedText& text) {
  if (text.size() != 1) {
    throw Error(ErrorCode::kUnsupported,
                "early exit reads a text as one window: long texts must be truncated",
                {"long_text"});
  }
  batch.add(text.front().ids, text.front().type_ids);
}

}  // namespace

std::vector<ExitRecord> run_exits_one_by_one(const model::EarlyExitModel& model,
                                             const cascade::Tier& encoder,
                                             std::span<const cascade::Request> texts) {
  const std::size_t labels = labels_of(model);
  std::vector<ExitRecord> records(
      static_cast<std::size_t>(model.config().num_layers),
      {std::vector<float>(texts.size() * labels), std::vector<double>(texts.size())});
  for_each_batch(ends_of_batches(texts.size(), 1), 1, [&] {
    return [&, workspace = model.make_workspace(), batch = model::PackedBatch()](
               std::size_t text, std::size_t) mutable {
      Clock::time_point since = Clock::now();
      batch.clear();
      add(batch, encoder.encode(texts[text]));
      model.forward(batch, *workspace,
                    [&](int exit, std::span<const std::int32_t>, std::span<const float> logits,
                        std::vector<bool>&) {
                      ExitRecord& record = records[static_cast<std::size_t>(exit)];
                      std::ranges::copy(logits, record.logits.begin() +
                                                    static_cast<std::ptrdiff_t>(text * labels));
                      const Clock::time_point now = Clock::now();
                      record.seconds[text] = std::chrono::duration<double>(now - since).count();
                      since = now;
                    });
    };
  });
  return records;
}

ExitRun run_exits_in_batches(const model::EarlyExitModel& model, const cascade::Tier& encoder,
                             std::span<const cascade::Request> texts, int batch, int workers,
                             cascade::ConfidenceKind kind, float threshold) {
  const std::size_t labels = labels_of(model);
  const int last = model.config().num_layers - 1;
  ExitRun run{std::vector<int>(texts.size()), std::vector<float>(texts.size() * labels), 0};
  const auto leave = [&](std::size_t begin, int exit, std::span<const std::int32_t> places,
                         std::span<const float> logits, std::vector<bool>& leaves) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::span<const float> own = logits.subspan(i * labels, labels);
      const auto type = model.config().labels.problem_type;
      const std::vector<float> scores = cascade::scores_of(own, type, 1);
      const float confidence = cascade::confidence_of(own, scores, type, kind, 1);
      leaves[i] = exit == last || cascade::answers(confidence, threshold);
      if (!leaves[i]) continue;
      const std::size_t text = begin + static_cast<std::size_t>(places[i]);
      run.exits[text] = exit;
      std::ranges::copy(own, run.logits.begin() + static_cast<std::ptrdiff_t>(text * labels));
    }
  };
  const Clock::time_point start = Clock::now();
  for_each_batch(ends_of_batches(texts.size(), batch), workers, [&] {
    return [&, workspace = model.make_workspace(), packed = model::PackedBatch()](
               std::size_t begin, std::size_t end) mutable {
      packed.clear();
      for (std::size_t text = begin; text < end; ++text) add(packed, encoder.encode(texts[text]));
      model.forward(
          packed, *workspace,
          [&](int exit, std::span<const std::int32_t> places, std::span<const float> logits,
              std::vector<bool>& leaves) { leave(begin, exit, places, logits, leaves); });
    };
  });
  run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return run;
}

}  // namespace tango::evaluate
