#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/ordered_json.h"
#include "certify/certificate.h"
#include "task/separator.h"

namespace tango::certify {
namespace {

using base::Json;

constexpr std::size_t kMostTiersOfFile = 1000;

template <typename Value>
void set_if(Json& json, const char* key, const std::optional<Value>& value) {
  if (value) json[key] = *value;
}

std::string name_of_format(task::InputFormat format) {
  switch (format) {
    case task::InputFormat::kText:
      return "text";
    case task::InputFormat::kTsv:
      return "tsv";
    case task::InputFormat::kCsv:
      return "csv";
    case task::InputFormat::kJson:
      return "json";
    case task::InputFormat::kJsonLines:
      break;
  }
  return "jsonl";
}

Json json_of(const task::RecordReaderOptions& reading) {
  Json json = Json::object();
  if (reading.format) json["format"] = name_of_format(*reading.format);
  set_if(json, "text", reading.columns.text);
  set_if(json, "text_pair", reading.columns.text_pair);
  set_if(json, "label", reading.columns.label);
  set_if(json, "group", reading.columns.group);
  if (reading.separator) json["separator"] = std::string(1, *reading.separator);
  if (!reading.columns.names.empty()) json["columns"] = reading.columns.names;
  return json;
}

Json json_of(const ClassEvidence& one) {
  Json json{{"label", one.label}, {"texts", one.texts}, {"losses", one.losses}};
  set_if(json, "promised", one.promised);
  set_if(json, "kept_at_least", one.kept_at_least);
  return json;
}

Json json_of(const Evidence& evidence) {
  Json json{{"texts", evidence.texts},       {"independent", evidence.units},
            {"choosing", evidence.choosing}, {"losses", evidence.losses},
            {"answered", evidence.answered}, {"thresholds", Json::array()},
            {"classes", Json::array()}};
  for (const cascade::Threshold& threshold : evidence.thresholds) {
    json["thresholds"].emplace_back(to_json(threshold));
  }
  for (const ClassEvidence& one : evidence.classes) json["classes"].push_back(json_of(one));
  set_if(json, "kept_at_least", evidence.kept_at_least);
  json["last_tier_losses"] = evidence.last_tier_losses;
  json["remarks"] = evidence.remarks;
  json["confidences"] = evidence.confidences;
  json["frontier"] = Json::array();
  for (const FrontierPoint& one : evidence.frontier) {
    json["frontier"].push_back({{"last_tier_reads", one.last_tier_reads},
                                {"cost", one.cost},
                                {"kept", one.kept},
                                {"shown", one.is_shown}});
  }
  if (evidence.paired) {
    json["last_right"] = evidence.paired->last_right;
    json["lost"] = evidence.paired->lost;
    json["gained"] = evidence.paired->gained;
  }
  return json;
}

/// Reads fields of one object, naming it in errors.
class Fields {
 public:
  Fields(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) fail("should be an object");
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::kInvalidModel,
                where_ + ": " + message + "; `tango calibrate` writes a valid one");
  }
  template <typename T>
  [[nodiscard]] T require(const char* key) const {
    return base::require_field<T>(json_, key, where_);
  }
  template <typename T>
  [[nodiscard]] std::optional<T> find(const char* key) const {
    return base::find_field<T>(json_, key, where_);
  }
  [[nodiscard]] double share(const char* key) const {
    const auto value = require<double>(key);
    if (!(value >= 0 && value <= 1)) fail(fmt::format("\"{}\" should lie in 0 … 1", key));
    return value;
  }
  [[nodiscard]] std::int64_t count(const char* key) const {
    const auto value = require<std::int64_t>(key);
    if (value < 0) fail(fmt::format("\"{}\" should not be negative", key));
    return value;
  }
  [[nodiscard]] Fields object(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) fail(fmt::format("\"{}\" is missing", key));
    return {*found, where_ + ": \"" + key + "\""};
  }
  [[nodiscard]] const Json& list(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end() || !found->is_array())
      fail(fmt::format("\"{}\" should be a list", key));
    return *found;
  }
  [[nodiscard]] std::vector<double> shares(const char* key) const {
    std::vector<double> values;
    for (const Json& one : list(key)) {
      if (!one.is_number() || !(one.get<double>() >= 0 && one.get<double>() <= 1)) {
        fail(fmt::format("\"{}\" should hold numbers in 0 … 1", key));
      }
      values.push_back(one.get<double>());
    }
    if (values.size() > kMostTiersOfFile) fail(fmt::format("\"{}\" is too long", key));
    return values;
  }
  [[nodiscard]] std::vector<std::int64_t> counts(const char* key) const {
    std::vector<std::int64_t> values;
    for (const Json& one : list(key)) {
      if (!one.is_number_integer() || one < 0) {
        fail(fmt::format("\"{}\" should hold numbers of texts", key));
      }
      values.push_back(one.get<std::int64_t>());
    }
    return values;
  }
  [[nodiscard]] std::vector<std::string> names(const char* key) const {
    std::vector<std::string> values;
    for (const Json& one : list(key)) {
      if (!one.is_string()) fail(fmt::format("\"{}\" should hold names", key));
      values.push_back(one.get<std::string>());
    }
    return values;
  }
  [[nodiscard]] const Json& json() const { return json_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const Json& json_;
  std::string where_;
};

std::string_view name_of_reference(Reference reference) {
  switch (reference) {
    case Reference::kPrecision:
      return "precision";
    case Reference::kAnswers:
      return "answers";
    case Reference::kLastTier:
      break;
  }
  return "last tier";
}

Json json_of(const Promise& promise) {
  Json json{{"keep", promise.keep},
            {"of", promise.labelled ? "accuracy" : "answers"},
            {"confidence_level", promise.confidence_level},
            {"reference", name_of_reference(promise.reference)},
            {"classes", Json::object()}};
  if (promise.reference == Reference::kPrecision) json["precision"] = promise.precision;
  if (promise.at_cost) json["at"] = {{to_string(promise.at_cost->kind), promise.at_cost->value}};
  if (promise.per_class) json["per_class"] = true;
  if (promise.learned) json["learned"] = true;
  if (promise.metric) json["metric"] = std::string(to_string(*promise.metric));
  for (const ClassFloor& floor : promise.floors) json["classes"][floor.label] = floor.keep;
  return json;
}

void read_reference(const Fields& fields, Promise& promise) {
  const auto name = fields.find<std::string>("reference").value_or("last tier");
  for (const Reference one : {Reference::kLastTier, Reference::kPrecision, Reference::kAnswers}) {
    if (name != name_of_reference(one)) continue;
    promise.reference = one;
    if (one == Reference::kPrecision) promise.precision = fields.require<std::string>("precision");
    return;
  }
  fields.fail("\"reference\" should be last tier, precision or answers");
}

void read_cost(const Fields& fields, Promise& promise) {
  if (!fields.json().contains("at")) return;
  const Fields at = fields.object("at");
  using Kind = CostTarget::Kind;
  for (const Kind kind : {Kind::kBudget, Kind::kSpeedup, Kind::kLatency}) {
    const auto value = at.find<double>(std::string(to_string(kind)).c_str());
    if (!value) continue;
    promise.at_cost = {.kind = kind, .value = *value};
    return;
  }
  fields.fail("\"at\" should name a budget, a speedup or latency_ms");
}

Promise promise_of(const Fields& fields) {
  Promise promise;
  promise.keep = fields.share("keep");
  promise.confidence_level = fields.share("confidence_level");
  const auto of = fields.require<std::string>("of");
  if (of != "answers" && of != "accuracy") fields.fail("\"of\" should be answers or accuracy");
  promise.labelled = of == "accuracy";
  promise.per_class = fields.find<bool>("per_class").value_or(false);
  promise.learned = fields.find<bool>("learned").value_or(false);
  if (const auto metric = fields.find<std::string>("metric")) {
    try {
      promise.metric = task::parse_metric(*metric);
    } catch (const Error& error) {
      fields.fail(error.what());
    }
  }
  const Fields classes = fields.object("classes");
  for (const auto& [label, keep] : classes.json().items()) {
    promise.floors.push_back({label, classes.share(label.c_str())});
  }
  read_reference(fields, promise);
  read_cost(fields, promise);
  return promise;
}

/// Of each tier but the last a number, or a list of one per class.
std::vector<cascade::Threshold> thresholds_of(const Fields& fields) {
  std::vector<cascade::Threshold> thresholds;
  for (const Json& json : fields.list("thresholds")) {
    const Json own{{"thresholds", json.is_array() ? json : Json::array({json})}};
    std::vector<float> values;
    for (const double value : Fields(own, fields.where()).shares("thresholds")) {
      values.push_back(static_cast<float>(value));
    }
    if (json.is_array() && (values.empty() || values.size() != fields.list("classes").size())) {
      fields.fail("a list in \"thresholds\" should have one number per class");
    }
    thresholds.push_back(json.is_array() ? cascade::Threshold(values) : values.front());
  }
  if (thresholds.size() > kMostTiersOfFile) fields.fail("\"thresholds\" is too long");
  return thresholds;
}

Evidence evidence_of(const Fields& fields) {
  Evidence evidence;
  evidence.texts = fields.count("texts");
  evidence.units = fields.count("independent");
  evidence.choosing = fields.count("choosing");
  evidence.losses = fields.count("losses");
  evidence.answered = fields.shares("answered");
  evidence.thresholds = thresholds_of(fields);
  if (evidence.answered.size() != evidence.thresholds.size() + 1) {
    fields.fail("\"answered\" should have one more number than \"thresholds\"");
  }
  for (const Json& json : fields.list("classes")) {
    const Fields one(json, fields.where() + ": \"classes\"");
    ClassEvidence& last = evidence.classes.emplace_back();
    last.label = one.require<std::string>("label");
    last.texts = one.count("texts");
    last.losses = one.count("losses");
    if (json.contains("promised")) last.promised = one.share("promised");
    if (json.contains("kept_at_least")) last.kept_at_least = one.share("kept_at_least");
  }
  if (fields.json().contains("kept_at_least"))
    evidence.kept_at_least = fields.share("kept_at_least");
  if (fields.json().contains("last_tier_losses")) {
    evidence.last_tier_losses = fields.count("last_tier_losses");
  }
  if (fields.json().contains("confidences")) evidence.confidences = fields.counts("confidences");
  if (fields.json().contains("remarks")) evidence.remarks = fields.names("remarks");
  if (fields.json().contains("frontier")) {
    for (const Json& json : fields.list("frontier")) {
      const Fields one(json, fields.where() + ": \"frontier\"");
      evidence.frontier.push_back({.last_tier_reads = one.share("last_tier_reads"),
                                   .cost = one.share("cost"),
                                   .kept = one.share("kept"),
                                   .is_shown = one.require<bool>("shown")});
    }
  }
  if (fields.json().contains("last_right")) {
    evidence.paired = {.texts = evidence.texts,
                       .last_right = fields.count("last_right"),
                       .lost = fields.count("lost"),
                       .gained = fields.count("gained")};
  }
  return evidence;
}

task::RecordReaderOptions reading_of(const Fields& fields, bool labelled) {
  task::RecordReaderOptions reading;
  if (const auto format = fields.find<std::string>("format")) {
    reading.format = task::parse_input_format(*format);
  }
  reading.columns.text = fields.find<std::string>("text");
  reading.columns.text_pair = fields.find<std::string>("text_pair");
  reading.columns.label = fields.find<std::string>("label");
  reading.columns.group = fields.find<std::string>("group");
  if (const auto separator = fields.find<std::string>("separator")) {
    reading.separator = task::parse_separator(*separator);
  }
  if (fields.json().contains("columns")) reading.columns.names = fields.names("columns");
  reading.columns.want_label = labelled;
  return reading;
}

CascadeIdentity identity_of(const Fields& fields, std::size_t tiers) {
  CascadeIdentity identity{.models = fields.names("models"),
                           .options = fields.object("options").json()};
  const auto options = identity.options.find("tiers");
  if (identity.models.size() != tiers || options == identity.options.end() ||
      !options->is_array() || options->size() != tiers) {
    fields.fail("\"models\" and the \"tiers\" of \"options\" should have one entry per tier");
  }
  for (const Json& tier : *options) {
    if (!tier.is_object()) fields.fail("\"tiers\" should hold objects");
  }
  return identity;
}

}  // namespace

Json to_json(const Certificate& certificate) {
  Json json{{"version", "1.0"},
            {"tango", certificate.tango},
            {"date", certificate.date},
            {"promise", json_of(certificate.promise)},
            {"evidence", json_of(certificate.evidence)},
            {"models", certificate.identity.models},
            {"options", certificate.identity.options},
            {"data",
             {{"file", certificate.file.string()},
              {"hash", certificate.data},
              {"texts", certificate.texts},
              {"reading", json_of(certificate.reading)}}},
            {"decisions", certificate.decisions},
            {"attempts", Json::array()}};
  if (!certificate.reference.empty()) json["data"]["reference"] = certificate.reference.string();
  if (certificate.largest_group > 0) json["data"]["largest_group"] = certificate.largest_group;
  for (const Attempt& one : certificate.attempts) {
    json["attempts"].push_back({{"data", one.data}, {"key", one.key}});
  }
  return json;
}

Certificate certificate_of(const Json& json, const std::string& where) {
  const Fields fields(json, where);
  if (!fields.require<std::string>("version").starts_with("1.")) {
    throw Error(ErrorCode::kUnsupported, where + ": this tango reads version 1.x of the format");
  }
  Certificate certificate;
  certificate.tango = fields.require<std::string>("tango");
  certificate.date = fields.require<std::string>("date");
  certificate.promise = promise_of(fields.object("promise"));
  certificate.evidence = evidence_of(fields.object("evidence"));
  certificate.identity = identity_of(fields, certificate.evidence.answered.size());
  const Fields data = fields.object("data");
  certificate.file = data.require<std::string>("file");
  certificate.data = data.require<std::string>("hash");
  if (data.json().contains("largest_group")) {
    certificate.largest_group = data.count("largest_group");
  }
  // As earlier versions named the data of attempts.
  certificate.texts = data.find<std::string>("texts").value_or(certificate.data);
  certificate.reference = data.find<std::string>("reference").value_or("");
  certificate.reading = reading_of(data.object("reading"),
                                   certificate.promise.labelled || certificate.promise.metric);
  certificate.decisions = fields.require<std::string>("decisions");
  for (const Json& one : fields.list("attempts")) {
    const Fields attempt(one, where + ": \"attempts\"");
    certificate.attempts.push_back(
        {attempt.require<std::string>("data"), attempt.require<std::string>("key")});
  }
  return certificate;
}

}  // namespace tango::certify
