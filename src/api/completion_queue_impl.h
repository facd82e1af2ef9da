#pragma once

#include <memory>
#include <utility>

#include <tango/completion_queue.h>

#include "service/completion_queue.h"

namespace tango {

class [[gnu::visibility("hidden")]] CompletionQueue::Impl {
 public:
  explicit Impl(std::function<void()> on_ready)
      : queue_(std::make_shared<service::CompletionQueue>(std::move(on_ready))) {}

  [[nodiscard]] const std::shared_ptr<service::CompletionQueue>& queue() const { return queue_; }

 private:
  std::shared_ptr<service::CompletionQueue> queue_;
};

}  // namespace tango
