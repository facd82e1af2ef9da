#include "recipe/scored_models.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "checkpoint/logits_file.h"
#include "task/confusion_matrix.h"
#include "task/label_map.h"

namespace tango::recipe {
namespace {

std::vector<int> read_truths(const Results& results, const std::vector<std::string>& labels) {
  const task::LabelMap map(labels, results.task_labels);
  task::RecordReaderOptions reading = results.reading;
  reading.columns.want_label = true;
  const auto reader = task::open_record_reader(results.dev, reading);
  std::vector<int> truths;
  for (task::Record record; reader->next(record);) {
    truths.push_back(map.require(record.label.value_or(""),
                                 fmt::format("{}:{}", results.dev.string(), record.line)));
  }
  return truths;
}

}  // namespace

const ScoredModel& Scores::find(const std::string& name) const {
  return *std::find_if(models.begin(), models.end(),
                       [&](const ScoredModel& model) { return model.name == name; });
}

Scores score_models(const Results& results) {
  constexpr auto kKind = cascade::ConfidenceKind::kMaxProbability;
  const checkpoint::LogitsFile large =
      checkpoint::read_logits(results.models.back().seeds.front().answers);
  Scores all{.labels = large.labels, .truths = {}, .models = {}};
  if (all.labels.size() < 2) {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: a cascade defers by the confidence in one of several labels; this "
                            "model has {}",
                            results.models.back().seeds.front().directory.string(),
                            fmt::join(all.labels, ", ")));
  }
  const auto num_labels = static_cast<int>(all.labels.size());
  if (!results.dev.empty()) all.truths = read_truths(results, all.labels);
  const std::vector<int> wanted =
      all.truths.empty() ? evaluate::answers_of(large, kKind).labels : all.truths;
  for (const TrainedModel& model : results.models) {
    ScoredModel scored{.name = model.name, .scores = {}, .taken = 0, .answers = {}};
    double best = 0;
    for (const SeedResult& one : model.seeds) {
      const checkpoint::LogitsFile file = checkpoint::read_logits(one.answers);
      if (file.labels != all.labels || file.texts() != static_cast<std::int64_t>(wanted.size())) {
        throw Error(ErrorCode::kInvalidInput,
                    fmt::format("{}: {} texts with labels {}; should be {} with {}",
                                one.answers.string(), file.texts(), fmt::join(file.labels, ", "),
                                wanted.size(), fmt::join(all.labels, ", ")));
      }
      evaluate::TierAnswers answers = evaluate::answers_of(file, kKind);
      const double score =
          task::value_of(results.metric, task::count_answers(wanted, answers.labels, num_labels));
      const double rank = results.dev.empty()
                              ? shrunken_class_agreement(wanted, answers.labels, num_labels)
                              : score;
      if (scored.scores.empty() || rank > best) {
        best = rank;
        scored.taken = scored.scores.size();
        scored.answers = std::move(answers);
      }
      scored.scores.push_back(score);
    }
    all.models.push_back(std::move(scored));
  }
  return all;
}

}  // namespace tango::recipe
