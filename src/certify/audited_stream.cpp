#include "certify/audited_stream.h"

#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "certify/audit.h"
#include "service/record_stream.h"

namespace tango::certify {
namespace {

class AuditedStream {
 public:
  AuditedStream(const std::shared_ptr<const cascade::Cascade>& cascade,
                const service::PipelineOptions& options, Auditor& auditor, service::AnswerSink sink)
      : auditor_(auditor),
        sink_(std::move(sink)),
        last_tier_(cascade->num_tiers()),
        service_({.workers = options.workers, .batches = options.batches}),
        audits_(service_, cascade, audit_options(options),
                [this](std::uint64_t index, cascade::Answer&& answer) {
                  end_audit(take_audit(index), answer, auditor_);
                }),
        answers_(service_, cascade, options, [this](std::uint64_t index, cascade::Answer&& answer) {
          take(index, std::move(answer));
        }) {}

  void submit(cascade::Request request) {
    const Auditor::Ticket ticket = auditor_.next();
    request.threshold = ticket.threshold;
    if (ticket.is_audited) {
      const std::scoped_lock lock(mutex_);
      audited_.emplace(submitted_, request);
    }
    ++submitted_;
    answers_.submit(std::move(request));
    submit_audits();
  }

  void finish() {
    answers_.finish();
    submit_audits();
    audits_.finish();
  }

 private:
  service::PipelineOptions audit_options(service::PipelineOptions options) {
    options.on_error = [this](std::uint64_t index, Error&&) {
      (void)take_audit(index);
      auditor_.add_dropped();
    };
    return options;
  }

  /// An answer of the cascade.
  void take(std::uint64_t index, cascade::Answer&& answer) {
    auditor_.add_answer(answer);
    {
      const std::scoped_lock lock(mutex_);
      if (const auto found = audited_.find(index); found != audited_.end()) {
        waiting_.push_back(audit_of(std::move(found->second), answer, last_tier_));
        audited_.erase(found);
      }
    }
    sink_(index, std::move(answer));
  }

  void submit_audits() {
    while (std::optional<Audit> audit = next_waiting()) {
      if (!needs_answer(*audit, auditor_)) continue;
      cascade::Request request = std::move(audit->request);
      {
        const std::scoped_lock lock(mutex_);
        under_way_.emplace(audits_submitted_++, std::move(*audit));
      }
      audits_.submit(std::move(request));
    }
  }

  std::optional<Audit> next_waiting() {
    const std::scoped_lock lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    Audit audit = std::move(waiting_.front());
    waiting_.pop_front();
    return audit;
  }

  Audit take_audit(std::uint64_t index) {
    const std::scoped_lock lock(mutex_);
    return std::move(under_way_.extract(index).mapped());
  }

  Auditor& auditor_;
  service::AnswerSink sink_;
  int last_tier_;
  std::mutex mutex_;
  std::uint64_t submitted_ = 0;
  std::uint64_t audits_submitted_ = 0;
  std::map<std::uint64_t, cascade::Request> audited_;  // by number, not answered yet
  std::deque<Audit> waiting_;                          // answered, not submitted yet
  std::map<std::uint64_t, Audit> under_way_;           // by number of the audit
  service::Service service_;
  service::Pipeline audits_;
  service::Pipeline answers_;
};

}  // namespace

void answer_audited(task::RecordReader& reader,
                    const std::shared_ptr<const cascade::Cascade>& cascade,
                    const service::PipelineOptions& options, Auditor& auditor,
                    service::AnswerSink sink) {
  AuditedStream stream(cascade, options, auditor, std::move(sink));
  std::exception_ptr unreadable;
  try {
    task::Record record;
    while (reader.next(record)) stream.submit(service::request_of(std::move(record)));
  } catch (...) {
    unreadable = std::current_exception();
  }
  stream.finish();
  if (unreadable) std::rethrow_exception(unreadable);
}

}  // namespace tango::certify
