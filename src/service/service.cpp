#include "service/service.h"

#include "service/core.h"

namespace tango::service {

Service::Service(const ServiceOptions& options) : core_(std::make_shared<Core>(options)) {}

// NOLINTNEXTLINE(bugprone-exception-escape): as the declaration
Service::~Service() { core_->stop(TimePoint::min()); }

Admission Service::submit(std::span<Submission> texts) { return core_->submit(texts, true); }

Admission Service::try_submit(std::span<Submission> texts) { return core_->submit(texts, false); }

Snapshot Service::snapshot() const { return core_->snapshot(); }

void Service::stop(TimePoint until) { core_->stop(until); }

int Service::workers() const { return core_->workers(); }

}  // namespace tango::service
