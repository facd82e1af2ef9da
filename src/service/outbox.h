// Texts that have ended and are to be handed to their queues, once no lock is held.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "service/text.h"

namespace tango::service {

class Outbox {
 public:
  void add(std::unique_ptr<Text> text) { texts_.push_back(std::move(text)); }
  [[nodiscard]] bool empty() const { return texts_.empty(); }

  /// One push to each queue.
  void push() noexcept {
    while (!texts_.empty()) {
      const std::shared_ptr<CompletionQueue> queue = texts_.front()->queue;
      TaskList ended;
      std::erase_if(texts_, [&](std::unique_ptr<Text>& text) {
        if (text == nullptr || text->queue != queue) return text == nullptr;
        text->queue.reset();
        ended.push_back(std::move(text));
        return true;
      });
      queue->push(std::move(ended));
    }
  }

 private:
  Texts texts_;
};

}  // namespace tango::service
