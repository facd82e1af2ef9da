#include "serve/metrics/exposition.h"

#include <atomic>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "service/pool_key.h"

namespace tango::serve::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double kNanoseconds = 1e-9;

/// Which bounds of service::HistogramCounts become buckets.
struct Buckets {
  std::uint64_t first, last;
  std::size_t step;        ///< 4: each octave.
  double unit;             ///< Of the values.
  bool are_exact = false;  ///< A bound is the greatest value below it, not where values pass it.
};
constexpr Buckets kTime{1U << 14U, std::uint64_t{1} << 35U, 4, kNanoseconds};  // 16 µs … 34 s
constexpr Buckets kCounts{2, 1U << 16U, 4, 1, true};  // at most 1, 5, 11, 23 …
constexpr Buckets kConfidence{256, 1000, 1, 1e-3};    // counted in thousandths

class Families {
 public:
  MetricFamily& add(std::string name, std::string help, MetricType type) {
    return families_.emplace_back(MetricFamily{std::move(name), std::move(help), type, {}});
  }
  void add_number(std::string name, std::string help, MetricType type, double value) {
    add_value(add(std::move(name), std::move(help), type), {}, value);
  }

  static void add_value(MetricFamily& family, std::vector<ClientMetric::Label> labels,
                        double value) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  }

  static void add_histogram(MetricFamily& family, std::vector<ClientMetric::Label> labels,
                            const service::HistogramCounts& counts, const Buckets& buckets) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    ClientMetric::Histogram& histogram = metric.histogram;
    histogram.sample_count = counts.total();
    histogram.sample_sum = static_cast<double>(counts.sum) * buckets.unit;
    const std::size_t first = service::HistogramCounts::bucket_of(buckets.first);
    const std::size_t last = service::HistogramCounts::bucket_of(buckets.last);
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket <= last; ++bucket) {
      if (bucket >= first && (bucket - first) % buckets.step == 0) {
        const std::uint64_t bound = service::HistogramCounts::least_of(bucket);
        const std::uint64_t most = bound - (buckets.are_exact ? 1 : 0);
        histogram.bucket.push_back({below, static_cast<double>(most) * buckets.unit});
      }
      below += counts.counts[bucket];
    }
    histogram.bucket.push_back({histogram.sample_count, std::numeric_limits<double>::infinity()});
  }

  [[nodiscard]] std::string serialize() const {
    return prometheus::TextSerializer().Serialize(families_);
  }

 private:
  std::vector<MetricFamily> families_;
};

void add_requests(const RequestTotals& requests, Families& families) {
  std::uint64_t all = 0;
  std::uint64_t good = 0;
  MetricFamily& failures = families.add(
      "te_request_failure", "Requests for answers that failed, by status.", MetricType::Counter);
  for (const auto& [status, count] : requests.by_status) {
    all += count;
    if (status < 300) {
      good += count;
    } else {
      Families::add_value(failures, {{"err", std::to_string(status)}}, static_cast<double>(count));
    }
  }
  families.add_number("te_request_count", "Requests for answers.", MetricType::Counter,
                      static_cast<double>(all));
  families.add_number("te_request_success", "Requests for answers that succeeded.",
                      MetricType::Counter, static_cast<double>(good));
  Families::add_histogram(
      families.add("te_request_duration",
                   "Seconds from the arrival of a request for answers to these.",
                   MetricType::Histogram),
      {}, requests.time, kTime);
}

void add_server(const ServerState& server, Families& families) {
  families.add_number("tango_log_lines_dropped_total",
                      "Lines of the log that standard error did not take.", MetricType::Counter,
                      static_cast<double>(server.dropped_log_lines));
  families.add_number("tango_audit_save_failures_total",
                      "Times that the state of the audits could not be saved.", MetricType::Counter,
                      static_cast<double>(server.failed_audit_saves));
  families.add_number("tango_last_reload_successful",
                      "1 unless something could not be read at the last SIGHUP.", MetricType::Gauge,
                      server.reloaded ? 1 : 0);
  MetricFamily& end =
      families.add("tango_tls_certificate_end_timestamp_seconds",
                   "When the TLS certificate ends, in seconds since 1970.", MetricType::Gauge);
  if (server.certificate_end) {
    const auto seconds = server.certificate_end->time_since_epoch().count();
    Families::add_value(end, {}, static_cast<double>(seconds));
  }
  MetricFamily& failed = families.add(
      "tango_model_load_failed",
      "1 where a version could not be loaded as its files are; what was served before goes on.",
      MetricType::Gauge);
  for (const ModelState& one : server.models) {
    Families::add_value(failed, {{"model", one.name}, {"version", std::to_string(one.version)}},
                        one.failed ? 1 : 0);
  }
}

void add_texts(const service::Snapshot& service, Families& families) {
  MetricFamily& texts =
      families.add("tango_texts_total", "Texts that ended, by how.", MetricType::Counter);
  const auto add = [&texts](const char* how, std::uint64_t count) {
    Families::add_value(texts, {{"outcome", how}}, static_cast<double>(count));
  };
  add("answered", service.answered - service.cut_short);
  add("cut_short", service.cut_short);
  add("failed", service.failed);
  add("past_deadline", service.past_deadline);
  add("cancelled", service.cancelled);
  add("stopped", service.stopped);
  families.add_number("te_queue_size", "Texts that were admitted and have not ended.",
                      MetricType::Gauge, static_cast<double>(service.texts_in_flight));
  families.add_number("tango_tokens_in_flight", "Their tokens; estimated until they are counted.",
                      MetricType::Gauge, static_cast<double>(service.tokens_in_flight));
  families.add_number("tango_bytes_in_flight", "Their bytes.", MetricType::Gauge,
                      static_cast<double>(service.bytes_in_flight));
}

/// A family with a value per tier.
struct TierFamily {
  const char* name;
  const char* help;
  MetricType type;
  double (*value)(const service::TierSnapshot& tier);
};

double ratio_of_deferrals(const service::TierSnapshot& tier) {
  const std::uint64_t all = tier.answers + tier.deferrals;
  return all == 0 ? 0 : static_cast<double>(tier.deferrals) / static_cast<double>(all);
}

constexpr TierFamily kTierFamilies[] = {
    {"tango_tier_answers_total", "Texts that the tier answered, in audits, too.",
     MetricType::Counter,
     [](const service::TierSnapshot& tier) { return static_cast<double>(tier.answers); }},
    {"tango_tier_deferrals_total", "Texts that it passed on to the next tier.", MetricType::Counter,
     [](const service::TierSnapshot& tier) { return static_cast<double>(tier.deferrals); }},
    {"tango_deferral_ratio", "Their share of what it computed.", MetricType::Gauge,
     ratio_of_deferrals},
    {"tango_tier_batches_total", "Batches that it computed.", MetricType::Counter,
     [](const service::TierSnapshot& tier) { return static_cast<double>(tier.batches); }},
    {"tango_tier_tokens_total", "Tokens that it computed.", MetricType::Counter,
     [](const service::TierSnapshot& tier) { return static_cast<double>(tier.tokens); }},
    {"tango_tier_busy_seconds_total", "Time that cores spent on its batches.", MetricType::Counter,
     [](const service::TierSnapshot& tier) {
       return static_cast<double>(tier.busy.count()) * kNanoseconds;
     }},
    {"tango_tier_waiting", "Texts that wait for it.", MetricType::Gauge,
     [](const service::TierSnapshot& tier) { return static_cast<double>(tier.waiting); }}};

struct TierHistogram {
  const char* name;
  const char* help;
  service::HistogramCounts service::TierSnapshot::*counts;
  Buckets buckets;
};

constexpr TierHistogram kTierHistograms[] = {
    {"te_request_queue_duration", "Seconds that a text waited for its batch.",
     &service::TierSnapshot::queue_time, kTime},
    {"te_batch_next_size", "Texts of a batch.", &service::TierSnapshot::batch_texts, kCounts},
    {"te_batch_next_tokens", "Tokens of a batch.", &service::TierSnapshot::batch_tokens, kCounts},
    {"tango_confidence", "Confidence of the tier, 0 to 1.", &service::TierSnapshot::confidence,
     kConfidence},
    {"tango_text_duration", "Seconds from a text's submission to the tier's answer.",
     &service::TierSnapshot::latency, kTime}};

using Models = std::vector<std::shared_ptr<const ServedModel>>;
using Labels = std::vector<ClientMetric::Label>;

Labels labels_of(const ServedModel& model) {
  return {{"model", model.name}, {"version", std::to_string(model.version)}};
}

/// The directory of a tier's model, which its identity begins with, or its address.
std::string tier_model(const std::string& identity) {
  if (identity.find("://") != std::string::npos) return identity;
  return std::filesystem::path(identity.substr(0, identity.find('\n'))).filename().string();
}

/// Of the first served model that has the tier, which others may share; nothing where none has it
/// any more, or yet.
std::optional<Labels> labels_of(const service::TierSnapshot& tier, const Models& models) {
  for (const auto& model : models) {
    for (int i = 0; i < model->cascade->num_tiers(); ++i) {
      if (service::pool_key(model->cascade->tier(i)) != tier.key) continue;
      Labels labels = labels_of(*model);
      labels.push_back({"tier", std::to_string(i + 1)});
      labels.push_back({"tier_model", tier_model(tier.model)});
      return labels;
    }
  }
  return std::nullopt;
}

void add_tiers(const service::Snapshot& service, const Models& models, Families& families) {
  std::vector<std::pair<Labels, const service::TierSnapshot*>> tiers;
  for (const service::TierSnapshot& tier : service.tiers) {
    if (auto labels = labels_of(tier, models)) tiers.emplace_back(*std::move(labels), &tier);
  }
  for (const TierFamily& one : kTierFamilies) {
    MetricFamily& family = families.add(one.name, one.help, one.type);
    for (const auto& [labels, tier] : tiers) Families::add_value(family, labels, one.value(*tier));
  }
  for (const TierHistogram& one : kTierHistograms) {
    MetricFamily& family = families.add(one.name, one.help, MetricType::Histogram);
    for (const auto& [labels, tier] : tiers) {
      Families::add_histogram(family, labels, (*tier).*one.counts, one.buckets);
    }
  }
}

struct ModelFamily {
  const char* name;
  const char* help;
  std::atomic<std::uint64_t> ModelCounts::*count;
};

constexpr ModelFamily kModelFamilies[] = {
    {"tango_model_requests_total", "Requests that a model answered.", &ModelCounts::requests},
    {"tango_model_texts_total", "Their texts.", &ModelCounts::texts},
    {"tango_model_failed_requests_total", "Requests that it could not answer.",
     &ModelCounts::failed_requests},
    {"tango_degraded_requests_total",
     "Requests that the first tier answered because the server was full.",
     &ModelCounts::degraded_requests}};

void add_models(const Models& models, Families& families) {
  for (const ModelFamily& one : kModelFamilies) {
    MetricFamily& family = families.add(one.name, one.help, MetricType::Counter);
    for (const auto& model : models) {
      const std::uint64_t count = ((*model->counts).*one.count).load();
      Families::add_value(family, labels_of(*model), static_cast<double>(count));
    }
  }
}

struct EndpointFamily {
  const char* name;
  const char* help;
  double (*value)(const cascade::EndpointUsage& usage);
};

constexpr EndpointFamily kEndpointFamilies[] = {
    {"tango_endpoint_requests_total", "Requests to a tier that is an endpoint, retries included.",
     [](const cascade::EndpointUsage& one) { return static_cast<double>(one.requests); }},
    {"tango_endpoint_retries_total", "Of them, those that were tried again.",
     [](const cascade::EndpointUsage& one) { return static_cast<double>(one.retries); }},
    {"tango_endpoint_failed_texts_total", "Texts that it could not answer.",
     [](const cascade::EndpointUsage& one) { return static_cast<double>(one.failed_texts); }},
    {"tango_endpoint_input_tokens_total", "Tokens that it read, as it counts them.",
     [](const cascade::EndpointUsage& one) { return one.input_tokens; }},
    {"tango_endpoint_output_tokens_total", "Tokens that it wrote.",
     [](const cascade::EndpointUsage& one) { return one.output_tokens; }},
    {"tango_endpoint_cost_total", "Their price.",
     [](const cascade::EndpointUsage& one) { return one.cost; }}};

void add_endpoints(const Models& models, Families& families) {
  std::vector<std::pair<Labels, cascade::EndpointUsage>> usages;
  for (const auto& model : models) {
    for (int tier = 0; tier < model->cascade->num_tiers(); ++tier) {
      const cascade::Endpoint* const endpoint = model->cascade->tier(tier).endpoint();
      if (endpoint == nullptr || !endpoint->can_be_called()) continue;
      Labels labels = labels_of(*model);
      labels.push_back({"tier", std::to_string(tier + 1)});
      usages.emplace_back(std::move(labels), endpoint->usage());
    }
  }
  for (const EndpointFamily& one : kEndpointFamilies) {
    MetricFamily& family = families.add(one.name, one.help, MetricType::Counter);
    for (const auto& [labels, usage] : usages)
      Families::add_value(family, labels, one.value(usage));
  }
}

struct AuditFamily {
  const char* name;
  const char* help;
  MetricType type;
  double (*value)(const certify::Auditor::Figures& figures);
};

constexpr AuditFamily kAuditFamilies[] = {
    {"tango_watched_texts_total", "Texts of which a share is audited.", MetricType::Counter,
     [](const certify::Auditor::Figures& one) { return static_cast<double>(one.texts); }},
    {"tango_audits_total", "Answers that were compared with the last tier's.", MetricType::Counter,
     [](const certify::Auditor::Figures& one) { return static_cast<double>(one.audits); }},
    {"tango_audit_misses_total", "Of them, those that differ from it, or could not be compared.",
     MetricType::Counter,
     [](const certify::Auditor::Figures& one) { return static_cast<double>(one.misses); }},
    {"tango_audit_disagreement", "Their share.", MetricType::Gauge,
     [](const certify::Auditor::Figures& one) {
       return one.audits == 0 ? 0.0
                              : static_cast<double>(one.misses) / static_cast<double>(one.audits);
     }},
    {"tango_audit_alarms_total", "Times that audits have shown the promise to be broken.",
     MetricType::Counter,
     [](const certify::Auditor::Figures& one) { return static_cast<double>(one.alarms); }},
    {"tango_audit_recovers",
     "1 from an alarm until there are enough audits for a new threshold: the last tier answers "
     "all.",
     MetricType::Gauge,
     [](const certify::Auditor::Figures& one) { return one.recovers ? 1.0 : 0.0; }},
    {"tango_audit_threshold", "Threshold in force.", MetricType::Gauge,
     [](const certify::Auditor::Figures& one) { return static_cast<double>(one.threshold); }},
    {"tango_drift_of_tiers",
     "Population stability index of the tiers' shares since the certificate; above 0.25 they "
     "moved.",
     MetricType::Gauge, [](const certify::Auditor::Figures& one) { return one.drift_of_tiers; }},
    {"tango_drift_of_confidences", "The same of the first tier's confidences.", MetricType::Gauge,
     [](const certify::Auditor::Figures& one) { return one.drift_of_confidences; }}};

void add_promises(const Models& models, Families& families) {
  using State = WatchedPromise::State;
  MetricFamily& certificates = families.add(
      "tango_certificate", "1 for the state that a model's certificate is in.", MetricType::Gauge);
  for (const auto& model : models) {
    for (const auto& [state, name] :
         {std::pair(State::kNone, "none"), std::pair(State::kStands, "stands"),
          std::pair(State::kVoid, "void")}) {
      Labels labels = labels_of(*model);
      labels.push_back({"state", name});
      Families::add_value(certificates, std::move(labels), model->promise.state == state ? 1 : 0);
    }
  }
  MetricFamily& promised = families.add(
      "tango_promised_agreement", "Share of the last tier's answers that a certificate promises.",
      MetricType::Gauge);
  for (const auto& model : models) {
    if (model->promise.state != State::kStands) continue;
    Families::add_value(promised, labels_of(*model), model->promise.keep);
  }
  std::vector<std::pair<const ServedModel*, certify::Auditor::Figures>> audited;
  for (const auto& model : models) {
    if (model->promise.auditor == nullptr) continue;
    audited.emplace_back(model.get(), model->promise.auditor->figures());
  }
  for (const AuditFamily& one : kAuditFamilies) {
    MetricFamily& family = families.add(one.name, one.help, one.type);
    for (const auto& [model, figures] : audited) {
      Families::add_value(family, labels_of(*model), one.value(figures));
    }
  }
}

}  // namespace

std::string exposition(const RequestTotals& requests, const ServerState& server,
                       const service::Snapshot& service,
                       const std::vector<std::shared_ptr<const ServedModel>>& models) {
  Families families;
  add_requests(requests, families);
  add_server(server, families);
  add_texts(service, families);
  add_tiers(service, models, families);
  add_models(models, families);
  add_endpoints(models, families);
  add_promises(models, families);
  return families.serialize();
}

}  // namespace tango::serve::metrics
