#include "serve/audit/shadow_texts.h"

#include <utility>

#include <tango/error.h>

namespace tango::serve {
namespace {

constexpr std::size_t kMostUnderWay = 4096;

}  // namespace

ShadowTexts::ShadowTexts(service::Service& service, std::function<void()> wake)
    : service_(service), queue_(std::make_shared<service::CompletionQueue>(std::move(wake))) {}

void ShadowTexts::audit(cascade::Request&& request, const cascade::Answer& answer,
                        const std::shared_ptr<const ServedModel>& model) {
  certify::Auditor& auditor = *model->promise.auditor;
  certify::Audit audit = certify::audit_of(std::move(request), answer, model->cascade->num_tiers());
  if (!certify::needs_answer(audit, auditor)) return;
  if (under_way_ >= kMostUnderWay) return auditor.add_dropped();
  auto shadow = std::make_unique<Shadow>(Shadow{.model = model, .audit = std::move(audit)});
  service::Submission one;
  one.kept_request = &shadow->audit.request;
  one.cascade = model->cascade;
  one.completions = queue_;
  one.priority = service::Priority::kBackground;
  one.tag = reinterpret_cast<std::uintptr_t>(shadow.get());
  switch (service_.try_submit({&one, 1})) {
    case service::Admission::kAdmitted:
      ++under_way_;
      (void)shadow.release();  // take_up() has it
      return;
    case service::Admission::kStopping:
      return;
    default:
      auditor.add_dropped();
  }
}

void ShadowTexts::take_up() {
  for (const service::Completion& one : queue_->try_pop()) {
    --under_way_;
    const std::unique_ptr<Shadow> shadow(reinterpret_cast<Shadow*>(  // NOLINT: audit() made the tag
        static_cast<std::uintptr_t>(one.tag)));
    certify::Auditor& auditor = *shadow->model->promise.auditor;
    const cascade::Answer* const answer = one.answer();
    if (answer == nullptr) {
      // When a server is stopped says nothing of an answer: such an audit was never begun.
      if (one.error()->code() != ErrorCode::kStopping) auditor.add_dropped();
      continue;
    }
    certify::end_audit(shadow->audit, *answer, auditor);
  }
}

}  // namespace tango::serve
