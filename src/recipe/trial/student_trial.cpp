#include "recipe/trial/student_trial.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "cascade/cascade.h"
#include "checkpoint/logits_writer.h"
#include "evaluate/agreement.h"
#include "evaluate/evaluation.h"
#include "evaluate/experiment.h"
#include "recipe/child_process.h"
#include "recipe/own_recipe.h"
#include "recipe/stage_planner.h"
#include "recipe/teacher_check.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostHeldOut = 1000;
constexpr std::array kParts{4, 2, 1};  ///< Of the texts to learn from: a quarter, a half, all.
constexpr int kResamples = 500;
constexpr std::uint64_t kSeed = 1;

/// As a file that tango distill reads, with the teacher's logits beside it.
void write_lesson(const TaughtTexts& taught, std::size_t count, const fs::path& directory) {
  std::string lines;
  checkpoint::LogitsWriter logits(directory / "logits.safetensors", "trial", taught.labels);
  for (std::size_t text = 0; text < count; ++text) {
    base::Json line{{"text", taught.texts[text].text}};
    if (taught.texts[text].pair) line["text_pair"] = *taught.texts[text].pair;
    lines += line.dump() + "\n";
    logits.add(taught.answers[text].logits);
  }
  logits.finish();
  base::write_file(directory / "texts.jsonl", lines);
}

/// The student of words that tango build would make of these texts.
void teach(const TaughtTexts& taught, const fs::path& directory) {
  OwnTexts own;
  own.teacher = taught.teacher;
  own.has_word_vectors = has_word_vectors(taught.teacher);
  own.student = "bilstm";
  own.count = static_cast<std::int64_t>(taught.texts.size());
  Arguments arguments{"distill",
                      "--train",
                      (directory / "texts.jsonl").string(),
                      "--logits",
                      (directory / "logits.safetensors").string(),
                      "--output",
                      (directory / "student").string(),
                      "--teacher",
                      taught.teacher.string(),
                      "--seed",
                      "1",
                      "--quiet"};
  append(arguments, recipe_for(own).students.front().distill);
  require_success("distill", run_self(arguments));
}

/// Of all texts at once, on all cores.
struct Timed {
  std::vector<cascade::Answer> answers;
  double texts_per_s = 0;
};

Timed answer_held_out(const fs::path& student, std::span<const cascade::Request> texts) {
  const cascade::Cascade cascade =
      cascade::Cascade::load_model(student, {.precision = model::Precision::kInt8, .cache = {}});
  evaluate::LabelledTexts held_out;
  held_out.requests.assign(texts.begin(), texts.end());
  (void)evaluate::answer_texts(cascade, held_out, {});
  const auto start = std::chrono::steady_clock::now();
  Timed timed{.answers = evaluate::answer_texts(cascade, held_out, {})};
  timed.texts_per_s =
      static_cast<double>(texts.size()) /
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return timed;
}

}  // namespace

StudentTrial measure_student(const std::vector<cascade::Answer>& students,
                             const std::vector<cascade::Answer>& teachers,
                             double student_texts_per_s, double teacher_texts_per_s, double keep) {
  evaluate::RecordedRun run;
  run.grading.labels.resize(2);
  run.confidences.resize(2);
  for (std::size_t text = 0; text < students.size(); ++text) {
    run.grading.truths.push_back(teachers[text].label);
    run.grading.labels[0].push_back(students[text].label);
    run.grading.labels[1].push_back(teachers[text].label);
    run.confidences[0].push_back(students[text].confidence);
    run.confidences[1].push_back(1);
  }
  run.grading.num_labels = static_cast<int>(teachers.front().scores.size());
  run.seconds = {std::vector<double>(students.size(), 1 / student_texts_per_s),
                 std::vector<double>(students.size(), 1 / teacher_texts_per_s)};
  const std::vector<evaluate::SweepPoint> points = evaluate::sweep(run);
  // All deferred keeps all, so there always is one.
  const evaluate::SweepPoint point = evaluate::fastest_that_keeps(points, 1, keep).value();
  const auto texts = static_cast<double>(students.size());
  return {
      .held_out = static_cast<std::int64_t>(students.size()),
      .agreement = evaluate::agreement_of(students, teachers).share(),
      .deferral_rate = static_cast<double>(point.deferred) / texts,
      .texts_per_s = student_texts_per_s,
      .speedup = texts / teacher_texts_per_s / point.seconds,
      .resampled = evaluate::resample(run, std::vector{keep}, kResamples, kSeed).speedups.front()};
}

std::vector<StudentTrial> try_students(const TaughtTexts& taught, const fs::path& directory) {
  const std::size_t held_out = std::min(kMostHeldOut, taught.texts.size() / 4);
  const std::size_t lessons = taught.texts.size() - held_out;
  const auto rest = std::span(taught.texts).subspan(lessons);
  const std::vector<cascade::Answer> teachers(
      taught.answers.begin() + static_cast<std::ptrdiff_t>(lessons), taught.answers.end());
  std::vector<StudentTrial> trials;
  for (const int part : kParts) {
    const std::size_t count = lessons / static_cast<std::size_t>(part);
    const fs::path own = directory / fmt::format("learnt-{}", count);
    fs::create_directories(own);
    write_lesson(taught, count, own);
    teach(taught, own);
    const Timed timed = answer_held_out(own / "student", rest);
    trials.push_back(measure_student(timed.answers, teachers, timed.texts_per_s,
                                     taught.teacher_texts_per_s, taught.keep));
    trials.back().learnt = static_cast<std::int64_t>(count);
  }
  return trials;
}

}  // namespace tango::recipe
