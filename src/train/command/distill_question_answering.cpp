#include "train/command/distill_question_answering.h"

#include <filesystem>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/file_status.h"
#include "checkpoint/checkpoint.h"
#include "command/say.h"
#include "train/data/span_teacher.h"
#include "train/files/tensor_file.h"
#include "train/optimize/loss.h"
#include "train/run/output_directory.h"
#include "train/run/span_scoring.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

/// The teacher's logits of every window, from the file of an earlier start of this run if there is
/// one.
at::Tensor taught(const StudentOptions& options, const RunOptions& run, const SpanData& spans,
                  const fs::path& working) {
  const fs::path file = working / "teacher.safetensors";
  if (base::exists(file)) {
    const at::Tensor logits = at::empty({spans.data.size(), spans.data.longest(), 2}, at::kFloat);
    read_tensors(file, {{"logits", logits}});
    return logits;
  }
  if (!run.trainer.quiet) {
    command::say("computing the teacher's answers to {} windows\n", spans.data.size());
  }
  const int threads = run.threads > 0 ? run.threads : base::usable_cpus();
  at::Tensor logits = teach_spans(checkpoint::find_model(options.teacher), kernel::Precision::kInt8,
                                  spans, threads);
  write_tensors(file, {{"logits", logits}}, Storage::kFloat32);
  return logits;
}

}  // namespace

void distill_question_answering(const DataOptions& data_options,
                                const QuestionAnsweringOptions& questions, const RunOptions& run,
                                const StudentOptions& options, const SoftLoss& soft,
                                const std::string& identity) {
  if (options.teacher.empty() || options.student == "bilstm") {
    throw Error(ErrorCode::kUsage,
                "a question-answering student is an encoder and learns from a question-answering "
                "model: give "
                "--teacher DIR, and a --student other than bilstm");
  }
  const OutputDirectory output(run.output);
  const ModelToTrain student =
      make_student(options, run, checkpoint::span_labels(), {}, output.working());
  QuestionAnsweringData data = read_questions(data_options, questions, student);
  if (soft.label_weight > 0) check_answers(data.train);
  data.train.data.teacher_logits = taught(options, run, data.train, output.working());
  const auto logits = [&](const Batch& batch, Pass& pass) {
    return student.network->logits(batch, pass);
  };
  const auto loss_of = [&](const at::Tensor& found, const Batch& batch) {
    const at::Tensor wanted =
        rows_of(data.train.data.teacher_logits, batch).slice(1, 0, found.size(1));
    const at::Tensor of_teacher = soft_span_loss(found, wanted, soft.temperature);
    if (soft.label_weight == 0) return of_teacher;
    return (1 - soft.label_weight) * of_teacher +
           soft.label_weight * span_loss(found, rows_of(data.train.data.targets, batch));
  };
  const Objective objective{
      .data = &data.train.data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return sandwich_loss(*student.network, options.length_drop,
                                 checkpoint::ProblemType::kSpan, batch, pass,
                                 [&](const at::Tensor& found) { return loss_of(found, batch); });
          },
      .evaluate = data.dev
                      ? std::function<Evaluation()>([&] { return score_spans(*data.dev, logits); })
                      : nullptr};
  (void)train(student.parameters, objective, run.trainer, output.working(), identity);
  output.finish([&](const fs::path& directory) { student.write(directory, storage_of(run)); });
}

}  // namespace tango::train
