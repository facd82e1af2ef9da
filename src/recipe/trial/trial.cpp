#include "recipe/trial/trial.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/json.h"
#include "evaluate/evaluation.h"
#include "evaluate/random_order.h"
#include "recipe/teacher_check.h"
#include "service/record_stream.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFewestTexts = 100;
constexpr std::size_t kFewestToLearn = 400;
constexpr std::size_t kMostToLearn = 8000;
constexpr std::size_t kPilot = 16;
constexpr std::size_t kMostTexts = 50'000;  ///< Of the file, held in memory.
constexpr double kSecondsOfPrecision = 90;  ///< For the teacher in fp32.
constexpr double kSecondsOfTeaching = 180;  ///< For its answers in int8, which students learn.

/// The file's different texts in a random order, so that any part of them is a sample.
std::vector<cascade::Request> texts_of(const TrialOptions& options) {
  const auto reader = task::open_record_reader(options.texts, options.reading);
  std::set<std::tuple<std::string, std::string>> known;
  std::vector<cascade::Request> all;
  for (task::Record record; all.size() < kMostTexts && reader->next(record);) {
    if (!known.emplace(record.text, record.pair.value_or("")).second) continue;
    all.push_back(service::request_of(std::move(record)));
  }
  if (all.size() < kFewestTexts) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {} different texts; a trial needs {} and gains by {}",
                            options.texts.string(), all.size(), kFewestTexts, kMostToLearn),
                {"texts"});
  }
  std::vector<cascade::Request> mixed;
  mixed.reserve(all.size());
  for (const std::size_t i : evaluate::random_order(all.size(), 1, "trial")) {
    mixed.push_back(std::move(all[i]));
  }
  return mixed;
}

/// What one precision of the teacher answers, and how fast.
struct Run {
  std::vector<cascade::Answer> answers;
  evaluate::Capacity capacity;
};

Run run(const cascade::Cascade& teacher, const std::vector<cascade::Request>& texts,
        std::size_t count) {
  evaluate::LabelledTexts first;
  first.requests.assign(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count));
  const auto start = std::chrono::steady_clock::now();
  Run found{.answers = evaluate::answer_texts(teacher, first, {}), .capacity = {}};
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const int cores = base::usable_cpus();
  const double texts_per_s = static_cast<double>(count) / seconds.count();
  found.capacity = {.texts = static_cast<std::int64_t>(count),
                    .texts_per_s = texts_per_s / cores,
                    .cores = cores,
                    .texts_per_s_of_all = texts_per_s,
                    .answered = {1.0}};
  return found;
}

/// So many texts as fit into the seconds, by a pilot that also warms up.
std::size_t fitting(const cascade::Cascade& teacher, const std::vector<cascade::Request>& texts,
                    double seconds, std::size_t most) {
  (void)run(teacher, texts, kPilot);
  const double texts_per_s = run(teacher, texts, kPilot).capacity.texts_per_s_of_all;
  return std::clamp(static_cast<std::size_t>(texts_per_s * seconds), kPilot,
                    std::min(most, texts.size()));
}

/// Whether the first line of the file is an object that has the member.
bool first_line_has(const fs::path& file, const char* member) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line)) return false;
  const base::Json object = base::Json::parse(line, nullptr, false);
  return object.is_object() && object.contains(member);
}

std::optional<evaluate::Verification> verify(const cascade::Cascade& fp32,
                                             const TrialOptions& options) {
  evaluate::VerificationOptions verification;
  verification.reading = options.reading;
  if (!options.logits.empty()) {
    verification.recorded = options.logits;
    if (!first_line_has(options.logits, "text")) verification.texts = options.texts;
  } else if (first_line_has(options.texts, "logits")) {
    verification.recorded = options.texts;
  } else {
    return std::nullopt;
  }
  return evaluate::verify_logits(fp32, verification);
}

std::vector<AnswerShare> shares_of(const std::vector<cascade::Answer>& answers,
                                   const std::vector<std::string>& labels) {
  std::vector<AnswerShare> shares;
  for (std::size_t label = 0; label < labels.size(); ++label) {
    const auto count =
        std::ranges::count(answers, static_cast<int>(label), &cascade::Answer::label);
    shares.push_back(
        {labels[label], static_cast<double>(count) / static_cast<double>(answers.size())});
  }
  return shares;
}

/// A directory of nobody else, which goes with it whatever happens.
class Workplace {
 public:
  Workplace() : name_((fs::temp_directory_path() / "tango-try-XXXXXX").string()) {
    if (mkdtemp(name_.data()) == nullptr) {
      throw Error(ErrorCode::kIo, name_ + ": can't be made; TMPDIR says where");
    }
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(name_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  [[nodiscard]] fs::path path() const { return name_; }

 private:
  std::string name_;
};

}  // namespace

Trial run_trial(const TrialOptions& options, const TrialWatch& watch) {
  check_teacher(options.teacher);
  std::optional<ForecastParameters> parameters;
  if (!options.forecast.empty()) parameters = read_forecast_parameters(options.forecast);
  const std::vector<cascade::Request> texts = texts_of(options);
  Trial trial{.texts = static_cast<std::int64_t>(texts.size())};
  const Workplace workplace;

  watch("the teacher in fp32");
  std::vector<cascade::Answer> exact;
  {
    const auto fp32 = cascade::Cascade::load_model(
        options.teacher, {.precision = model::Precision::kFloat32, .cache = {}});
    trial.parity = verify(fp32, options);
    Run found = run(fp32, texts, fitting(fp32, texts, kSecondsOfPrecision, kMostToLearn));
    exact = std::move(found.answers);
    trial.precision.fp32 = std::move(found.capacity);
  }
  watch("the teacher in int8");
  const auto int8 = cascade::Cascade::load_model(
      options.teacher, {.precision = model::Precision::kInt8, .cache = {}});
  const std::size_t count =
      std::max(exact.size(), fitting(int8, texts, kSecondsOfTeaching, kMostToLearn));
  Run found = run(int8, texts, count);
  trial.precision.int8 = found.capacity;
  trial.precision.same = evaluate::agreement_of(exact, found.answers);
  const checkpoint::Labels& labels = int8.labels();
  if (labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    trial.why_no_students = "Students are tried where a text has one label of several.";
    return trial;
  }
  trial.answers = shares_of(found.answers, labels.names);
  if (count < kFewestToLearn) {
    trial.why_no_students =
        fmt::format("{} texts are too few to learn from; {} would do.", count, kFewestToLearn);
    return trial;
  }
  watch("students that learn from the texts");
  trial.students =
      try_students({.teacher = options.teacher,
                    .labels = labels.names,
                    .texts = {texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count)},
                    .answers = std::move(found.answers),
                    .teacher_texts_per_s = found.capacity.texts_per_s_of_all,
                    .keep = options.keep},
                   workplace.path());
  if (parameters) trial.forecast = forecast_speedup(trial.students, *parameters);
  return trial;
}

}  // namespace tango::recipe
