#include "certify/calibration.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/atomic_file.h"
#include "base/ordered_json.h"
#include "base/random.h"
#include "calibrate/bound/binomial.h"
#include "certify/attempts.h"
#include "certify/auditor.h"
#include "certify/learned_scores.h"
#include "certify/learned_texts.h"
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
    if (tier.value("layers", 0) == 0) tier.erase("layers");  // as earlier versions wrote it
    if (certificate.promise.learned) tier.erase("learned_score");
  }
  if (what["options"].value("label_thresholds", base::Json()).empty()) {
    what["options"].erase("label_thresholds");
  }
  if (certificate.promise.learned) what["options"].erase("confidence");
  if (certificate.promise.at_cost) what["promise"].erase("keep");
  return {.data = certificate.texts,
          .key = hexadecimal(base::fnv1a64(what.dump() + certificate.data))};
}

/// `name` as a cascade file in `output` writes the model that one in `directory` calls so.
std::string model_from(const fs::path& output, const std::string& name, const fs::path& directory) {
  const fs::path beside = directory / name;
  if (fs::path(name).is_absolute() || !fs::is_directory(beside)) return name;
  return fs::relative(beside, output).string();
}

void add_new(std::vector<Attempt>& attempts, const std::vector<Attempt>& others) {
  for (const Attempt& one : others) {
    if (std::ranges::count(attempts, one.key, &Attempt::key) == 0) attempts.push_back(one);
  }
}

/// Whether the answers alone can refuse: a sample that is too small whatever they are is no chance
/// to be lucky.
bool may_succeed(const Sample& sample, const Promise& promise) {
  const auto texts = static_cast<std::int64_t>(sample.rows.size());
  return promise.at_cost ||
         texts >= calibrate::texts_needed(0, promise.risk(), promise.significance());
}

/// Of `now`, which is remembered before its outcome is known, those before it on the same texts,
/// and itself.
std::vector<Attempt> attempts_with(const Attempt& now, const Sample& sample, const TextSet& texts,
                                   const CalibrationRequest& request) {
  AttemptLedger ledger;
  std::vector<Attempt> attempts = ledger.on(texts);
  for (const fs::path& directory : std::set{request.directory, request.output}) {
    if (const auto certificate = read_certificate(directory)) {
      add_new(attempts, certificate->attempts);
    }
  }
  if (may_succeed(sample, request.promise)) ledger.add(texts, now.key);
  add_new(attempts, {now});
  return attempts;
}

std::vector<std::size_t> certifying_rows(const Sample& sample, const Evidence& evidence) {
  const std::vector<bool> chooses = choosing_rows(sample);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    if (evidence.choosing == 0 || !chooses[row]) rows.push_back(row);
  }
  return rows;
}

/// Certifying rows of the largest named group; 0 where none are named.
std::int64_t largest_group(const Sample& sample, const Evidence& evidence) {
  std::int64_t largest = 0;
  if (!sample.named_groups) return largest;
  std::map<std::int64_t, std::int64_t> sizes;
  for (const std::size_t row : certifying_rows(sample, evidence)) {
    largest = std::max(largest, ++sizes[sample.groups[row]]);
  }
  return largest;
}

/// A sentence: what the certifying rows say of a metric that no bound holds for.
std::string metric_in_words(const Sample& sample, const TierOutputs& outputs,
                            const Evidence& evidence, task::Metric metric, std::size_t labels) {
  const std::vector<std::size_t> rows = certifying_rows(sample, evidence);
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
  const cascade::CascadeConfig config = cascade::read_cascade_config(request.directory);
  if (runner.cascade.rule().kind() == cascade::ConfidenceKind::kLearned) {
    require_not_learned(sample, config.learned_from);
  }
  Certificate certificate;
  TierRunner own = runner;
  own.with_features = request.promise.learned;
  own.with_spans = request.promise.metric && own.answers_questions();
  TierOutputs outputs = outputs_with_reference(own, request.promise, sample);
  LearnedScores learned;
  if (request.promise.learned) learned = learn_scores(sample, request.promise, outputs);
  certificate.tango = version();
  certificate.date = fmt::format("{:%Y-%m-%d}", std::chrono::system_clock::now());
  certificate.promise = request.promise;
  certificate.identity = identity_of(config, runner.cascade);
  certificate.data = hexadecimal(sample.hash);
  const TextSet texts = text_set_of(sample);
  certificate.texts = texts.hash;
  certificate.attempts = attempts_with(attempt_of(certificate), sample, texts, request);
  certificate.evidence = certify(sample, outputs, request.promise, classes);
  certificate.evidence.remarks.insert(certificate.evidence.remarks.begin(), learned.remarks.begin(),
                                      learned.remarks.end());
  if (request.promise.metric) {
    certificate.evidence.remarks.push_back(metric_in_words(
        sample, outputs, certificate.evidence, *request.promise.metric, classes.size()));
  }
  count_confidences(sample, outputs, certificate.evidence);
  certificate.largest_group = largest_group(sample, certificate.evidence);
  if (const auto& shown = certificate.evidence.kept_at_least) {
    certificate.promise.keep = std::floor(1e4 * *shown) / 1e4;
  }
  if (learned.any()) set_scores(certificate.identity, learned.scores);
  set_thresholds(certificate.identity, certificate.evidence.thresholds,
                 runner.cascade.labels().names);
  certificate.file = source.path;
  certificate.reference = source.reference;
  certificate.reading = source.reading;
  certificate.decisions = hexadecimal(hash_of_decisions(outputs, certificate.evidence.thresholds));
  write_calibrated(request.directory, request.output, certificate,
                   learned.any() ? learned.texts : "");
  return certificate;
}

void write_calibrated(const fs::path& directory, const fs::path& output,
                      const Certificate& certificate, const std::string& learned_from) {
  const std::string text = to_json(certificate).dump(2) + "\n";
  (void)certificate_of(base::Json::parse(text), certificate_file(output).string());
  try {
    base::OrderedJson json =
        base::OrderedJson::parse(base::read_json(directory / "cascade.json").dump());
    const base::Json& options = certificate.identity.options;
    const std::string kind = options.value("confidence", "max_probability");
    if (json.value("confidence", "max_probability") != kind) json["confidence"] = kind;
    if (!learned_from.empty()) json["learned_from"] = learned_from;
    base::OrderedJson& tiers = json["tiers"];  // now that no other field is added
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
    base::write_file(certificate_file(output), text);
    base::write_file(output / "cascade.json", json.dump(2) + "\n");
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

}  // namespace tango::certify
