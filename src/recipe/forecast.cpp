#include "recipe/forecast.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "recipe/calibration_texts.h"
#include "recipe/suspects.h"

namespace tango::recipe {
namespace {

/// How often the teacher reads the texts that choose: to choose models by, and for its speed (a
/// warm-up and five runs). It reads all calibration texts for the shares of its answers, and the
/// others for the certificate.
constexpr std::int64_t kReadingsOfChoosing = 7;
constexpr double kSecondsToStart = 3;  ///< Of a stage, until its first text.
constexpr std::int64_t kFewerTexts = 20'000;
constexpr std::array<std::int64_t, 11> kSizes{300'000, 200'000, 100'000, 50'000, 30'000, 20'000,
                                              10'000,  5'000,   2'000,   1'000,  500};

double number_of(const Arguments& arguments, const std::string& flag, double otherwise) {
  const auto text = value_of(arguments, flag);
  return text ? std::stod(*text) : otherwise;
}

/// How many texts a student learns from, each as often as it sees it.
std::int64_t texts_learnt(const Student& student, std::int64_t transfer) {
  if (const double steps = number_of(student.distill, "--max-steps", 0); steps > 0) {
    return static_cast<std::int64_t>(steps * number_of(student.distill, "--batch-size", 32));
  }
  const auto most = number_of(student.distill, "--max-texts", static_cast<double>(transfer));
  return static_cast<std::int64_t>(number_of(student.distill, "--epochs", 1)) *
         std::min(transfer, static_cast<std::int64_t>(most));
}

double mean_seconds(double texts, double per_s) {
  return kSecondsToStart + (per_s > 0 ? texts / per_s : 0);
}

/// What students read: the texts that choose, as the teacher does and to be corrected by them, and
/// those that certify the slowest.
double seconds_of_reading(const Recipe& recipe, const MeasuredSpeeds& speeds,
                          std::int64_t choosing) {
  const auto certifying = static_cast<double>(recipe.calibration_texts - choosing);
  const auto readings =
      static_cast<double>((kReadingsOfChoosing + (recipe.balances ? 1 : 0)) * choosing);
  double seconds = 0;
  double of_certifying = 0;
  for (const Student& student : recipe.students) {
    const auto speed = speeds.students.find(student.name);
    if (speed == speeds.students.end() || speed->second.read_per_s <= 0) continue;
    seconds += readings / speed->second.read_per_s;
    of_certifying = std::max(of_certifying, certifying / speed->second.read_per_s);
  }
  return seconds + of_certifying;
}

std::string duration_in_words(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  if (seconds < 600) return fmt::format("{:.1f} min", seconds / 60);
  if (seconds < 90 * 60) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

/// Of given answers: nothing is made or labelled.
Forecast forecast_of_answers(const OwnTexts& own, const Recipe& recipe,
                             const MeasuredSpeeds& speeds) {
  const std::int64_t learning = std::max<std::int64_t>(own.count - recipe.calibration_texts, 0);
  Forecast of_all;
  of_all.memory_bytes = speeds.memory_bytes;
  const auto add = [&](const std::string& name, std::int64_t texts, double per_s) {
    of_all.stages.push_back({name, texts, mean_seconds(static_cast<double>(texts), per_s)});
  };
  if (const auto fold = speeds.students.find(kFold); fold != speeds.students.end()) {
    const std::int64_t of_each = learning * (kFolds - 1) / kFolds;
    const auto epochs = static_cast<std::int64_t>(number_of(recipe.fold_model, "--epochs", 1));
    const int at_once = std::min(kFolds, base::usable_cpus());
    add("folds", kFolds * epochs * of_each, at_once * fold->second.texts_per_s);
    add("answers of folds", learning, fold->second.read_per_s);
  }
  for (const Student& student : recipe.students) {
    const auto speed = speeds.students.find(student.name);
    if (speed == speeds.students.end()) continue;
    add("models/" + student.name, texts_learnt(student, learning), speed->second.texts_per_s);
    of_all.disk_bytes += 2 * speed->second.bytes;
  }
  const std::int64_t choosing =
      recipe.calibration_texts - certifying_texts(recipe.calibration_texts, recipe.keep);
  of_all.stages.push_back({"answers, speeds, certificate", recipe.calibration_texts,
                           kSecondsToStart * static_cast<double>(2 * recipe.students.size() + 3) +
                               seconds_of_reading(recipe, speeds, choosing)});
  return of_all;
}

/// The student that takes longest of several.
std::string slowest(const OwnTexts& own, const Forecast& of_all, const MeasuredSpeeds& speeds) {
  const Recipe recipe = recipe_for(own);
  std::string name;
  double most = -1;
  for (const StageForecast& stage : of_all.stages) {
    for (const Student& student : recipe.students) {
      if (stage.name != "models/" + student.name || !speeds.students.contains(student.name))
        continue;
      if (stage.seconds > most) {
        most = stage.seconds;
        name = student.name;
      }
    }
  }
  return name;
}

/// All answers are learnt from: only students become fewer.
OwnTexts within_of_answers(const OwnTexts& own, std::vector<std::string> students,
                           const MeasuredSpeeds& speeds, double seconds) {
  OwnTexts tried = own;
  double least = 0;
  while (!students.empty()) {
    tried.student = fmt::format("{}", fmt::join(students, ","));
    const Forecast found = forecast(tried, 0, speeds);
    least = found.seconds();
    if (least <= seconds) return tried;
    std::erase(students, slowest(tried, found, speeds));
  }
  throw Error(
      ErrorCode::kUsage,
      fmt::format("nothing fits into {}: with {} answers the fastest student, {}, takes {}; "
                  "give more time or fewer answers",
                  duration_in_words(seconds), own.count, tried.student, duration_in_words(least)),
      {"budget"});
}

}  // namespace

double Forecast::seconds() const {
  double sum = 0;
  for (const StageForecast& stage : stages) sum += stage.seconds;
  return sum;
}

Forecast forecast(const OwnTexts& own, std::size_t labels, const MeasuredSpeeds& speeds) {
  const Recipe recipe = recipe_for(own);
  if (!own.answers.empty()) return forecast_of_answers(own, recipe, speeds);
  const std::int64_t calibration = recipe.calibration_texts;
  const std::int64_t sources =
      std::max<std::int64_t>(std::min(sources_of(own), own.count - calibration), 0);
  const std::int64_t transfer = own.size + sources;
  const auto texts = static_cast<double>(transfer);
  Forecast of_all;
  of_all.memory_bytes = speeds.memory_bytes;
  of_all.stages.push_back({"transfer", transfer, mean_seconds(texts, speeds.made_per_s)});
  of_all.stages.push_back({"logits", transfer, mean_seconds(texts, speeds.labelled_per_s)});
  const double bytes_per_text = speeds.bytes_per_text + static_cast<double>(labels * sizeof(float));
  of_all.disk_bytes = static_cast<std::uint64_t>(texts * bytes_per_text);
  of_all.memory_bytes += of_all.disk_bytes;  // a student's training holds both
  for (const Student& student : recipe.students) {
    const auto speed = speeds.students.find(student.name);
    if (speed == speeds.students.end()) continue;
    const std::int64_t learnt = texts_learnt(student, transfer);
    of_all.stages.push_back({"models/" + student.name, learnt,
                             mean_seconds(static_cast<double>(learnt), speed->second.texts_per_s)});
    of_all.disk_bytes += 3 * speed->second.bytes;  // in the work directory twice, in the cascade's
    if (student.name == recipe.sources_only) {
      const std::int64_t again = recipe.sources_epochs * sources;
      of_all.stages.push_back(
          {"models/" + student.name + "-of-sources", again,
           mean_seconds(static_cast<double>(again), speed->second.texts_per_s)});
    }
  }
  const std::int64_t choosing = recipe.choosing_texts;
  const std::int64_t read = calibration + kReadingsOfChoosing * choosing + (calibration - choosing);
  of_all.stages.push_back({"answers, speeds, certificate", read,
                           kSecondsToStart * static_cast<double>(4 * recipe.students.size() + 3) +
                               static_cast<double>(read) / speeds.labelled_per_s +
                               seconds_of_reading(recipe, speeds, choosing)});
  return of_all;
}

std::string table_of(const Forecast& forecast) {
  std::string table =
      fmt::format("{:<30} {:>10} {:>9} {:>9}\n", "stage", "texts", "texts/s", "time");
  for (const StageForecast& stage : forecast.stages) {
    table += fmt::format("{:<30} {:>10} {:>9.0f} {:>9}\n", stage.name, stage.texts,
                         static_cast<double>(stage.texts) / stage.seconds,
                         duration_in_words(stage.seconds));
  }
  table += fmt::format("{:<30} {:>10} {:>9} {:>9}\n", "in all", "", "",
                       duration_in_words(forecast.seconds()));
  constexpr double kGigabyte = 1e9;
  return table + fmt::format("disk: {:.2f} GB; memory: about {:.1f} GB\n",
                             static_cast<double>(forecast.disk_bytes) / kGigabyte,
                             static_cast<double>(forecast.memory_bytes) / kGigabyte);
}

OwnTexts within(const OwnTexts& own, std::size_t labels, const MeasuredSpeeds& speeds,
                double seconds) {
  std::vector<std::string> students;
  for (const Student& student : recipe_for(own).students) {
    if (speeds.students.contains(student.name)) students.push_back(student.name);
  }
  if (!own.answers.empty()) return within_of_answers(own, students, speeds, seconds);
  OwnTexts tried = own;
  tried.student = fmt::format("{}", fmt::join(students, ","));
  double least = 0;
  for (const std::int64_t fewest : {kFewerTexts, kSizes.back()}) {
    auto left = students;
    while (!left.empty()) {
      tried.student = fmt::format("{}", fmt::join(left, ","));
      for (const std::int64_t size : kSizes) {
        tried.size = std::min(size, own.size);
        tried.most_sources = size;
        if (size < fewest) break;
        const Forecast found = forecast(tried, labels, speeds);
        if (found.seconds() <= seconds) return tried;
        least = found.seconds();
      }
      std::erase(left, slowest(tried, forecast(tried, labels, speeds), speeds));
    }
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("nothing fits into {}: {} texts and the fastest student take {}",
                          duration_in_words(seconds), tried.size, duration_in_words(least)),
              {"budget"});
}

double parse_duration(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  const std::string unit(stop, end);
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (failure != std::errc() || seconds == 0 || !(value > 0) || !std::isfinite(value)) {
    throw Error(ErrorCode::kUsage,
                fmt::format("\"{}\" is no duration; give one as 90s, 20m or 1.5h", text),
                {"budget"});
  }
  return value * seconds;
}

}  // namespace tango::recipe
