#include "train/run/span_scoring.h"

#include <ATen/core/grad_mode.h>

#include "command/stop.h"
#include "reading/answer_score.h"
#include "reading/spans.h"
#include "train/data/batch_order.h"

namespace tango::train {
namespace {

constexpr std::int64_t kBatch = 16;

/// Per window [tokens x 2].
std::vector<std::vector<float>> logits_of_windows(
    const DataSet& data, const std::function<at::Tensor(const Batch&, Pass&)>& logits) {
  const at::NoGradGuard no_gradient;
  std::vector<std::vector<float>> all(static_cast<std::size_t>(data.size()));
  const auto length = [&](std::int64_t row) { return data.length(row); };
  for (const Rows& rows : sorted_batches(data.size(), length, kBatch)) {
    command::throw_if_stopped();
    Pass pass;
    const at::Tensor some = logits(data.batch(rows), pass).to(at::kFloat).contiguous();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto* values = some.data_ptr<float>() + static_cast<std::int64_t>(i) * some.size(1) * 2;
      all[static_cast<std::size_t>(rows[i])].assign(values, values + 2 * data.length(rows[i]));
    }
  }
  return all;
}

}  // namespace

Evaluation score_spans(const SpanData& spans,
                       const std::function<at::Tensor(const Batch&, Pass&)>& logits) {
  const auto predictions =
      reading::answer_texts(spans.questions, spans.windows, logits_of_windows(spans.data, logits));
  const reading::AnswerScore score = reading::score_answers(spans.questions, predictions);
  return {score.f1, {{"f1", score.f1}, {"exact_match", score.exact_match}}};
}

}  // namespace tango::train
