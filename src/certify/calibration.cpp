#include "certify/calibration.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/atomic_file.h"
#include "base/ordered_json.h"
#include "base/random.h"
#include "certify/auditor.h"
#include "certify/learned_scores.h"
#include "certify/metric_interval.h"
#include "certify/parts.h"
#include "certify/reference.h"

namespace tango::certify {
namespace {

namespace fs = std::filesystem;

Attempt attempt_of(const Certificate& certificate) {
  base::Json what = to_json(certificate);
  for (const char* outcome : {"tango", "date", "evidence", "decisions", "attempts", "data"}) {
    what.erase(outcome);
  }
  for (base::Json& tier : what["options"]["tiers"]) {
    tier.erase("threshold");
    if (certificate.promise.learned) tier.erase("learned_score");
  }
  if (certificate.promise.learned) what["options"].erase("confidence");
  if (certificate.promise.at_cost) what["promise"].erase("keep");
  return {.data = certificate.data, .key = hexadecimal(base::fnv1a64(what.dump()))};
}

/// `name` as a cascade file in `output` writes the model that one in `directory` calls so.
std::string model_from(const fs::path& output, const std::string& name, const fs::path& directory) {
  const fs::path beside = directory / name;
  if (fs::path(name).is_absolute() || !fs::is_directory(beside)) return name;
  return fs::relative(beside, output).string();
}

std::vector<Attempt> earlier_attempts(const std::set<fs::path>& directories) {
  std::vector<Attempt> attempts;
  for (const fs::path& directory : directories) {
    const auto certificate = read_certificate(directory);
    if (!certificate) continue;
    for (const Attempt& one : certificate->attempts) {
      if (std::ranges::count(attempts, one) == 0) attempts.push_back(one);
    }
  }
  return attempts;
}

/// A sentence: what the certifying rows say of a metric that no bound holds for.
std::string metric_in_words(const Sample& sample, const TierOutputs& outputs,
                            const Evidence& evidence, task::Metric metric, std::size_t labels) {
  const std::vector<bool> chooses = choosing_rows(sample);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    if (evidence.choosing == 0 || !chooses[row]) rows.push_back(row);
  }
  const MetricInterval interval =
      metric_interval(sample, outputs, evidence.thresholds, rows, metric, static_cast<int>(labels));
  return fmt::format(
      "Estimated and not promised: on {} texts {} of the cascade is {:.4f}, of the last tier alone "
      "{:.4f}; their difference lies in {:+.4f} … {:+.4f} in 95 % of {} bootstrap resamples. What "
      "is certified is that answers are kept.",
      rows.size(), to_string(metric), interval.cascade, interval.last, interval.low, interval.high,
      interval.resamples);
}

void require_possible_metric(const TierRunner& runner, const Promise& promise,
                             const std::vector<std::string>& classes) {
  if (runner.answers_questions()) {
    if (promise.labelled || (promise.metric && promise.metric != task::Metric::kF1)) {
      throw Error(ErrorCode::kUnsupported,
                  "answers to questions have a score between right and wrong, F1, which is "
                  "estimated and not promised: give --metric f1 with the column of answers",
                  {"metric"});
    }
  } else if (promise.metric && classes.empty()) {
    throw Error(ErrorCode::kUnsupported,
                "a metric is estimated for cascades whose answer is one label, or that answer "
                "questions; `tango evaluate` scores others",
                {"metric"});
  }
}

void count_confidences(const Sample& sample, const TierOutputs& outputs, Evidence& evidence) {
  evidence.confidences.assign(kConfidenceBins, 0);
  const cascade::Threshold& threshold = evidence.thresholds.front();
  for (const std::size_t text : sample.rows) {
    if (!outputs.accepts(threshold, 0, text)) continue;
    ++evidence.confidences[confidence_bin(outputs.confidences.front()[text], threshold.lowest())];
  }
}

}  // namespace

std::vector<std::string> classes_of(const cascade::Cascade& cascade) {
  const checkpoint::Labels& labels = cascade.labels();
  return labels.problem_type == checkpoint::ProblemType::kSingleLabelClassification
             ? labels.names
             : std::vector<std::string>{};
}

Certificate calibrate(const TierRunner& runner, const CalibrationRequest& request) {
  const std::vector<std::string> classes = classes_of(runner.cascade);
  require_sensible(request.promise, classes);
  if (request.promise.learned && classes.size() < 2 && !runner.answers_questions()) {
    throw Error(ErrorCode::kUnsupported,
                "a score is learned for cascades whose answer is one of two or more labels, or a "
                "span; take a plain kind of confidence",
                {"confidence"});
  }
  require_possible_metric(runner, request.promise, classes);
  SampleSource source = request.source;
  source.labels = runner.cascade.labels().names;
  source.answers_questions = runner.answers_questions();
  const Sample sample = read_sample(source);
  for (const SampleSource& training : request.training) require_no_overlap(sample, training);
  Certificate certificate;
  certificate.attempts = earlier_attempts({request.directory, request.output});
  TierRunner own = runner;
  own.with_features = request.promise.learned;
  own.with_spans = request.promise.metric && own.answers_questions();
  TierOutputs outputs = outputs_with_reference(own, request.promise, sample);
  LearnedScores learned;
  std::optional<TierOutputs> choosing;
  if (request.promise.learned) {
    std::tie(learned, choosing) = learn_scores(sample, request.promise, outputs);
  }
  certificate.tango = version();
  certificate.date = fmt::format("{:%Y-%m-%d}", std::chrono::system_clock::now());
  certificate.promise = request.promise;
  certificate.evidence = certify(sample, choosing ? *choosing : outputs, request.promise, classes);
  certificate.evidence.remarks.insert(certificate.evidence.remarks.begin(), learned.remarks.begin(),
                                      learned.remarks.end());
  if (request.promise.metric) {
    certificate.evidence.remarks.push_back(metric_in_words(
        sample, outputs, certificate.evidence, *request.promise.metric, classes.size()));
  }
  count_confidences(sample, outputs, certificate.evidence);
  if (const auto& shown = certificate.evidence.kept_at_least) {
    certificate.promise.keep = std::floor(1e4 * *shown) / 1e4;
  }
  certificate.identity =
      identity_of(cascade::read_cascade_config(request.directory), runner.cascade);
  if (learned.any()) set_scores(certificate.identity, learned.scores);
  set_thresholds(certificate.identity, certificate.evidence.thresholds,
                 runner.cascade.labels().names);
  certificate.file = source.path;
  certificate.reference = source.reference;
  certificate.reading = source.reading;
  certificate.data = hexadecimal(sample.hash);
  certificate.decisions = hexadecimal(hash_of_decisions(outputs, certificate.evidence.thresholds));
  const Attempt now = attempt_of(certificate);
  if (std::ranges::count(certificate.attempts, now) == 0) certificate.attempts.push_back(now);
  write_calibrated(request.directory, request.output, certificate);
  return certificate;
}

void write_calibrated(const fs::path& directory, const fs::path& output,
                      const Certificate& certificate) {
  try {
    base::OrderedJson json =
        base::OrderedJson::parse(base::read_json(directory / "cascade.json").dump());
    base::OrderedJson& tiers = json["tiers"];
    const base::Json& options = certificate.identity.options;
    const std::string kind = options.value("confidence", "max_probability");
    if (json.value("confidence", "max_probability") != kind) json["confidence"] = kind;
    fs::create_directories(output);
    const bool elsewhere = !fs::equivalent(directory, output);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
      if (tier < certificate.evidence.thresholds.size()) {
        const base::Json& own = options["tiers"][tier];
        tiers[tier]["threshold"] = own["threshold"];
        if (own.contains("learned_score")) {
          tiers[tier].erase("learned_score");
          if (own["learned_score"].is_object()) tiers[tier]["learned_score"] = own["learned_score"];
        }
      }
      if (!elsewhere || tiers[tier].contains("endpoint")) continue;
      base::OrderedJson& model = tiers[tier][tiers[tier].contains("exit_of") ? "exit_of" : "model"];
      model = model_from(output, model.get<std::string>(), directory);
    }
    // A certificate without its thresholds is void; thresholds without it promise nothing.
    base::write_file(certificate_file(output), to_json(certificate).dump(2) + "\n");
    base::write_file(output / "cascade.json", json.dump(2) + "\n");
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

}  // namespace tango::certify
