#include "cascade/precision_gate.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/cpu_count.h"
#include "base/team.h"
#include "cascade/model_memory.h"
#include "kernel/isa.h"
#include "kernel/matmul/matmul.h"
#include "model/packed_batch.h"

namespace tango::cascade {
namespace {

using model::Precision;

constexpr int kBatchTokens = 4096;
constexpr float kMultiLabelLogit = 0;  // where the sigmoid is 1/2

/// A model's answers to texts, in a form that compares: the label, or the set of labels.
class Answers {
 public:
  Answers(const checkpoint::Checkpoint& opened, Precision precision,
          std::span<const text::Encoding> texts, base::Team team, const base::MachineCache& cache)
      : multi_label_(checkpoint::labels_of(opened.config).problem_type ==
                     checkpoint::ProblemType::kMultiLabelClassification) {
    const auto model =
        model::make_model(opened.config, *opened.weights, precision, opened.fingerprint, cache);
    const auto workspace = model->make_workspace();
    const auto labels = static_cast<std::size_t>(model->num_labels());
    model::PackedBatch batch;
    std::vector<float> logits;
    const auto flush = [&] {
      logits.resize(static_cast<std::size_t>(batch.texts()) * labels);
      model->forward(batch, *workspace, logits, team);
      for (std::size_t i = 0; i < logits.size(); i += labels) {
        add(std::span(logits).subspan(i, labels));
      }
      batch.clear();
    };
    for (const text::Encoding& text : texts) {
      if (batch.texts() > 0 && batch.tokens() + static_cast<int>(text.ids.size()) > kBatchTokens) {
        flush();
      }
      batch.add(text.ids, text.type_ids);
    }
    flush();
  }

  [[nodiscard]] int agreeing_with(const Answers& others) const {
    int agreeing = 0;
    for (std::size_t i = 0; i < answers_.size(); ++i) agreeing += answers_[i] == others.answers_[i];
    return agreeing;
  }

 private:
  void add(std::span<const float> logits) {
    std::vector<bool> chosen(logits.size());
    const auto best = std::max_element(logits.begin(), logits.end());
    for (std::size_t i = 0; i < logits.size(); ++i) {
      chosen[i] = multi_label_ ? logits[i] >= kMultiLabelLogit : &logits[i] == &*best;
    }
    answers_.push_back(std::move(chosen));
  }

  bool multi_label_;
  std::vector<std::vector<bool>> answers_;
};

std::string agreement_text(int agreeing, std::size_t texts) {
  return fmt::format("agrees with fp32 on {} of {} sample texts", agreeing, texts);
}

std::optional<PrecisionChoice> recall(const base::MachineMemory& memory) {
  const auto record = memory.recall();
  if (!record) return std::nullopt;
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16, Precision::kInt8}) {
    if (record->value("precision", "") == to_string(precision)) {
      return PrecisionChoice{precision, record->value("why", "") + ", as measured before"};
    }
  }
  return std::nullopt;
}

PrecisionChoice compare(const checkpoint::Checkpoint& opened, std::span<const text::Encoding> texts,
                        const base::MachineCache& cache) {
  base::TeamThreads threads(base::usable_cpus(), false);
  const base::Team team = threads.team(threads.size());
  const Answers expected(opened, Precision::kFloat32, texts, team, cache);
  const auto needed =
      static_cast<int>(std::floor(kLeastAgreement * static_cast<double>(texts.size())));
  std::string failures;
  for (const Precision precision : {Precision::kInt8, Precision::kBfloat16}) {
    if (precision == Precision::kBfloat16 && !kernel::has_bfloat16_dot()) continue;
    const int agreeing = Answers(opened, precision, texts, team, cache).agreeing_with(expected);
    const std::string found = agreement_text(agreeing, texts.size());
    if (agreeing >= needed) return {precision, found + failures};
    failures += fmt::format("; {} {}", to_string(precision), found);
  }
  return {Precision::kFloat32, "no cheaper one could replace" + failures};
}

}  // namespace

PrecisionChoice choose_precision(const checkpoint::Checkpoint& opened,
                                 const text::Tokenizer& tokenizer, int max_tokens,
                                 const SampleTexts& samples, const base::MachineCache& cache) {
  kernel::initialize_isa();
  const checkpoint::ProblemType problem = checkpoint::labels_of(opened.config).problem_type;
  if (problem == checkpoint::ProblemType::kRegression ||
      problem == checkpoint::ProblemType::kSpan) {
    return {Precision::kFloat32,
            "regression and question answering run in: they have no labels to agree on"};
  }
  const int limit = checkpoint::max_tokens_of(opened.config);
  const text::EncodeOptions options{
      .max_tokens = max_tokens == 0 ? limit : std::min(max_tokens, limit), .offsets = false};
  std::vector<text::Encoding> texts;
  std::uint64_t hash = base::stable_hash("");
  for (const Request& request : samples ? samples() : std::vector<Request>()) {
    text::Encoding encoding = tokenizer.encode(request.text, request.pair, options);
    if (encoding.ids.empty()) continue;
    for (const auto* numbers : {&encoding.ids, &encoding.type_ids}) {
      hash = base::stable_hash(fmt::format("{};", fmt::join(*numbers, ",")), hash);
    }
    texts.push_back(std::move(encoding));
    if (texts.size() == kMostSampleTexts) break;
  }
  if (texts.size() < kFewestSampleTexts) {
    return {Precision::kFloat32,
            fmt::format(
                "is taken because a cheaper one was not tried: that takes {1} sample texts, and "
                "there are {0}",
                texts.size(), kFewestSampleTexts)};
  }
  const base::MachineMemory memory =
      model_memory(opened.fingerprint, fmt::format("precision {:016x}", hash), cache);
  if (auto remembered = recall(memory)) return *std::move(remembered);
  PrecisionChoice choice = compare(opened, texts, cache);
  memory.keep({{"precision", to_string(choice.precision)}, {"why", choice.why}});
  return choice;
}

}  // namespace tango::cascade
