#include "serve/dispatcher.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "service/request_bytes.h"

namespace tango::serve {
namespace {

Error refusal_for_now() {
  return {ErrorCode::kOverloaded, "the server has as many texts as it takes; try again later"};
}

std::size_t tokens_of(const std::vector<cascade::Request>& requests) {
  std::size_t tokens = 0;
  for (const cascade::Request& one : requests) {
    tokens += Admission::cost_of(service::bytes_of(one));
  }
  return tokens;
}

}  // namespace

const cascade::Answer& answer_of(const std::vector<Outcome>& outcomes, std::size_t index,
                                 bool is_batch) {
  const Error* const error = std::get_if<Error>(&outcomes[index]);
  if (error == nullptr) return std::get<cascade::Answer>(outcomes[index]);
  if (!is_batch) throw *error;
  throw Error(error->code(), fmt::format("input {}: {}", index, error->what()), error->settings());
}

Dispatcher::Dispatcher(service::Service& service, const AdmissionOptions& admission,
                       std::function<void()> wake)
    : service_(service),
      queue_(std::make_shared<service::CompletionQueue>(wake)),
      shadows_(service, std::move(wake)),
      admission_(admission) {}

Admission::Decision Dispatcher::admit(Group& group, std::size_t tokens) {
  const double tiers = group.model->counts->tiers_per_text.mean();
  const std::lock_guard lock(mutex_);
  const Admission::Decision decision = admission_.decide(group.tenant, tokens, tiers);
  if (decision == Admission::Decision::kRefuse) return decision;
  group.charge = Admission::charge_of(decision, tokens, tiers);
  admission_.add(group.tenant, group.charge);
  return decision;
}

void Dispatcher::release(const Group& group) {
  const std::lock_guard lock(mutex_);
  admission_.release(group.tenant, group.charge);
}

std::optional<Error> Dispatcher::refusal_of_unread(std::uint64_t tenant, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!admission_.refuses_unread(tenant, bytes)) return std::nullopt;
  return refusal_for_now();
}

std::optional<Error> Dispatcher::submit(Texts&& texts, Done done) {
  const std::size_t count = texts.requests.size();
  auto group = std::make_unique<Group>();
  group->done = std::move(done);
  group->left = count;
  group->tenant = texts.tenant;
  group->model = texts.model;
  group->passage.model = texts.model->full_name;
  group->submitted = service::Clock::now();
  group->outcomes.resize(count);
  group->places.reserve(count);
  std::vector<service::Submission> submissions(count);
  const Admission::Decision decision = admit(*group, tokens_of(texts.requests));
  if (decision == Admission::Decision::kRefuse) return refusal_for_now();
  group->passage.degraded = decision == Admission::Decision::kDegrade;
  for (std::size_t i = 0; i < count; ++i) {
    group->places.push_back({group.get(), i});
    service::Submission& one = submissions[i];
    one.request = std::move(texts.requests[i]);
    if (group->passage.degraded) {
      if (!one.request.tier) one.request.threshold = 0;
    } else {
      watch(one.request, group->places.back());
    }
    one.cascade = texts.model->cascade;
    one.completions = queue_;
    one.tag = reinterpret_cast<std::uintptr_t>(&group->places.back());
    one.deadline = texts.deadline;
    one.priority = texts.priority;
    one.tenant = texts.tenant;
    one.origin = texts.origin;
    one.cancel = texts.cancelled;
  }
  Group* const theirs = group.release();  // it may end before try_submit() returns
  service::Admission admission{};
  try {
    admission = service_.try_submit(submissions);
  } catch (...) {
    group.reset(theirs);
    release(*group);
    throw;
  }
  if (admission == service::Admission::kAdmitted) return std::nullopt;
  group.reset(theirs);
  release(*group);
  if (admission == service::Admission::kStopping) {
    return Error(ErrorCode::kStopping, "the server is being stopped, and takes no more texts");
  }
  return refusal_for_now();
}

void Dispatcher::watch(cascade::Request& request, Place& place) {
  certify::Auditor* const auditor = place.group->model->promise.auditor.get();
  if (auditor == nullptr || request.tier || request.threshold) return;
  const certify::Auditor::Ticket ticket = auditor->next();
  place.is_watched = true;
  if (ticket.is_audited) place.audited = request;
  request.threshold = ticket.threshold;
}

void Dispatcher::tell_watch(Place& place, const Outcome& outcome) {
  const auto* const answer = std::get_if<cascade::Answer>(&outcome);
  if (!place.is_watched || answer == nullptr || answer->cut_short) return;
  place.group->model->promise.auditor->add_answer(*answer);
  if (place.audited) shadows_.audit(std::move(*place.audited), *answer, place.group->model);
}

void Dispatcher::take_up() {
  shadows_.take_up();
  for (service::Completion& one : queue_->try_pop()) {
    Place& place = *reinterpret_cast<Place*>(  // NOLINT: submit() made the tag of one
        static_cast<std::uintptr_t>(one.tag));
    Group& group = *place.group;
    if (const auto* const answer = std::get_if<cascade::Answer>(&one.outcome);
        answer != nullptr && !group.passage.degraded) {
      group.model->counts->tiers_per_text.add(answer->tier);
    }
    tell_watch(place, one.outcome);
    group.outcomes[place.index] = std::move(one.outcome);
    group.passage.in_service = std::max(group.passage.in_service, one.in_service);
    if (--group.left > 0) continue;
    const std::unique_ptr<Group> ended(&group);
    release(group);
    Dispatcher::count(group);
    ended->done(std::move(ended->outcomes), ended->passage);
  }
}

void Dispatcher::count(const Group& group) {
  ModelCounts& counts = *group.model->counts;
  const auto time = static_cast<std::uint64_t>((service::Clock::now() - group.submitted).count());
  const bool failed = std::ranges::any_of(group.outcomes, [](const Outcome& outcome) {
    return std::holds_alternative<Error>(outcome);
  });
  if (failed) {
    ++counts.failed_requests;
    counts.failed_nanoseconds += time;
    return;
  }
  ++counts.requests;
  counts.texts += group.outcomes.size();
  if (group.passage.degraded) ++counts.degraded_requests;
  counts.nanoseconds += time;
}

}  // namespace tango::serve
