#include "serve/models/warm_up.h"

#include <memory>
#include <string>

#include <tango/error.h>

namespace tango::serve {
namespace {

constexpr int kLengths[] = {1, 16, 64};  // words

std::string words(int count) {
  std::string text = "warm";
  for (int i = 1; i < count; ++i) text += " warm";
  return text;
}

}  // namespace

void warm_up(service::Service& service, const ServedModel& model) {
  const bool reads_pairs = model.cascade->labels().problem_type == checkpoint::ProblemType::kSpan;
  const auto queue = std::make_shared<service::CompletionQueue>();
  std::size_t left = 0;
  for (int tier = 1; tier <= model.cascade->num_callable_tiers(); ++tier) {
    for (const int length : kLengths) {
      service::Submission one;
      one.request.text = words(length);
      if (reads_pairs) one.request.pair = words(length);
      one.request.tier = tier;
      one.cascade = model.cascade;
      one.completions = queue;
      one.is_counted = false;
      if (service.submit(std::move(one)) == service::Admission::kStopping) return;
      ++left;
    }
  }
  while (left > 0) {
    for (const service::Completion& one : queue->pop()) {
      --left;
      const Error* const error = one.error();
      if (error != nullptr && error->code() != ErrorCode::kInvalidInput) throw *error;
    }
  }
}

}  // namespace tango::serve
