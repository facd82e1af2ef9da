#include <utility>

#include <tango/completion_queue.h>

#include "api/completion_queue_impl.h"
#include "api/texts.h"

namespace tango {
namespace {

std::vector<Completion> completions_of(std::vector<service::Completion>&& ended) {
  std::vector<Completion> completions;
  completions.reserve(ended.size());
  for (service::Completion& one : ended) {
    const std::uint64_t tag = one.tag;
    completions.push_back({tag, result_of(std::move(one))});
  }
  return completions;
}

}  // namespace

CompletionQueue::CompletionQueue(std::function<void()> on_ready)
    : impl_(std::make_shared<Impl>(std::move(on_ready))) {}
CompletionQueue::CompletionQueue(const CompletionQueue& other) = default;
CompletionQueue& CompletionQueue::operator=(const CompletionQueue& other) = default;
CompletionQueue::~CompletionQueue() = default;

std::vector<Completion> CompletionQueue::pop() { return completions_of(impl_->queue()->pop()); }

std::vector<Completion> CompletionQueue::pop_until(std::chrono::steady_clock::time_point until) {
  return completions_of(impl_->queue()->pop_until(until));
}

std::vector<Completion> CompletionQueue::try_pop() {
  return completions_of(impl_->queue()->try_pop());
}

void CompletionQueue::close() noexcept { impl_->queue()->close(); }

}  // namespace tango
