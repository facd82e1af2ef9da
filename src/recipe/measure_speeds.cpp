#include "recipe/measure_speeds.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include <fmt/format.h>
#include <sys/resource.h>

#include <tango/error.h>

#include "base/json.h"
#include "recipe/calibration_texts.h"
#include "recipe/child_process.h"
#include "recipe/given_answers.h"
#include "recipe/stage_planner.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSampleTexts = 2000;   // of the user's
constexpr std::int64_t kMadeTexts = 20'000;   // of them
constexpr std::int64_t kLabelledTexts = 512;  // of those
constexpr std::int64_t kWarmUpSteps = 2;      // of training, whose time is subtracted
constexpr std::int64_t kEncoderSteps = 12;
constexpr std::int64_t kWordSteps = 150;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run_stage(const std::string& name, const Arguments& arguments,
               const std::string& output = "") {
  require_success(name, run_self(arguments, {.file = output}));
}

std::uint64_t bytes_below(const fs::path& directory) {
  std::uint64_t bytes = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

class Measurement {
 public:
  Measurement(const OwnTexts& own, const fs::path& directory)
      : own_(own), recipe_(recipe_for(own)), directory_(directory) {
    fs::remove_all(directory_);  // what an interrupted run has left
    fs::create_directories(directory_);
  }
  ~Measurement() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;

  MeasuredSpeeds measure() {
    if (own_.answers.empty()) {
      make_texts();
      label_texts();
    } else {
      take_answers();
      teach({kFold, {}, {}, without(recipe_.fold_model, "--seed")});
    }
    for (const Student& student : recipe_.students) teach(student);
    rusage children{};
    if (getrusage(RUSAGE_CHILDREN, &children) == 0) {
      speeds_.memory_bytes = static_cast<std::uint64_t>(children.ru_maxrss) * 1024;
    }
    return speeds_;
  }

 private:
  [[nodiscard]] std::string path(const std::string& name) const {
    return (directory_ / name).string();
  }

  void make_texts() {
    const std::int64_t sample = std::clamp<std::int64_t>(own_.count / 4, 1, kSampleTexts);
    draw_calibration_texts(own_.texts, own_.reading, sample, recipe_.calibration_seed,
                           path("sample.tsv"));
    Arguments arguments{
        "augment",  "--texts",        path("sample.tsv"), "--quiet",
        "--output", path("made.tsv"), "--size",           std::to_string(kMadeTexts)};
    append(arguments, without(recipe_.transfer.front().augment, "--size"));
    const double seconds = seconds_of([&] { run_stage("augment", arguments); });
    std::int64_t made = 0;
    const auto reader = task::open_record_reader(path("made.tsv"), {});
    for (task::Record record; reader->next(record);) ++made;
    speeds_.made_per_s = static_cast<double>(made) / seconds;
    speeds_.bytes_per_text =
        static_cast<double>(fs::file_size(path("made.tsv"))) / static_cast<double>(made);
    few_ = std::clamp<std::int64_t>(made / 4, 1, kLabelledTexts);
    draw_calibration_texts(path("made.tsv"), {}, few_, recipe_.calibration_seed, path("few.tsv"));
  }

  void take_answers() {
    const GivenAnswers given = read_given_answers(own_.answers, own_.reading);
    const std::size_t step = given.texts.size() / kLabelledTexts + 1;
    std::vector<GivenAnswers::Text> few;
    for (std::size_t text = 0; text < given.texts.size(); text += step) {
      few.push_back(given.texts[text]);
    }
    few_ = static_cast<std::int64_t>(few.size());
    write_given_texts(given, few, path("few.tsv"));
    write_smoothed(given, few, path("few.safetensors"));
  }

  /// Texts that a model answers.
  double reading_speed(const std::string& model) {
    run_stage("bench",
              {"bench", "--model", model, "--input", path("few.tsv"), "--precision",
               recipe_.precision, "--repeats", "1", "--json"},
              path("speed.json"));
    return base::require_field<double>(base::read_json(path("speed.json")), "texts_per_s",
                                       path("speed.json"));
  }

  void label_texts() {
    speeds_.labelled_per_s = reading_speed(own_.teacher.string());
    run_stage("label", {"label", path("few.tsv"), "--model", own_.teacher.string(), "--precision",
                        recipe_.precision, "--quiet", "--output", path("few.safetensors")});
  }

  /// The time of so many steps, start and end included.
  double time_of(const Student& student, std::int64_t steps) {
    const std::string output = path(fmt::format("{}-{}", student.name, steps));
    Arguments arguments{"distill",
                        "--train",
                        path("few.tsv"),
                        "--logits",
                        path("few.safetensors"),
                        "--output",
                        output,
                        "--quiet",
                        "--seed",
                        "1",
                        "--epochs",
                        "1000000",
                        "--max-steps",
                        std::to_string(steps)};
    append(arguments, without(without(student.distill, "--max-steps"), "--epochs"));
    if (value_of(student.distill, "--vectors") == "teacher") {
      const fs::path& model = own_.answers.empty() ? own_.teacher : recipe_.vectors_from;
      append(arguments, {"--teacher", model.string()});
    }
    return seconds_of([&] { run_stage("distill", arguments); });
  }

  /// Of logistic regressions, which learn all texts at once.
  void fit(const Student& student) {
    const std::string output = path(student.name);
    Arguments arguments{"distill",  "--train", path("few.tsv"), "--logits", path("few.safetensors"),
                        "--output", output,    "--quiet"};
    append(arguments, student.distill);
    const double seconds = seconds_of([&] { run_stage("distill", arguments); });
    speeds_.students[student.name] = {.texts_per_s = static_cast<double>(few_) / seconds,
                                      .bytes = bytes_below(output),
                                      .read_per_s = reading_speed(output)};
  }

  void teach(const Student& student) {
    if (is_regression(student)) return fit(student);
    const bool is_of_words = value_of(student.distill, "--student") == kBiLstm;
    const std::int64_t steps = is_of_words ? kWordSteps : kEncoderSteps;
    const double seconds = time_of(student, steps) - time_of(student, kWarmUpSteps);
    const std::int64_t batch = std::stoll(value_of(student.distill, "--batch-size").value_or("32"));
    constexpr double kLeastSeconds = 0.01;
    const std::string model = path(fmt::format("{}-{}", student.name, steps));
    speeds_.students[student.name] = {
        .texts_per_s =
            static_cast<double>((steps - kWarmUpSteps) * batch) / std::max(seconds, kLeastSeconds),
        .bytes = bytes_below(model),
        .read_per_s = reading_speed(model)};
  }

  const OwnTexts& own_;
  Recipe recipe_;
  const fs::path& directory_;
  std::int64_t few_ = 0;  // texts that the teacher has labelled
  MeasuredSpeeds speeds_;
};

}  // namespace

MeasuredSpeeds measure_speeds(const OwnTexts& own, const fs::path& directory) {
  try {
    return Measurement(own, directory).measure();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

}  // namespace tango::recipe
