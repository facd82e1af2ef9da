// Texts that have ended and are to be handed to their queues, once no lock is held.
#pragma once

#include <list>
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
      std::list<Completion> finished;
      std::erase_if(texts_, [&](const std::unique_ptr<Text>& text) {
        if (text->queue != queue) return false;
        finished.splice(finished.end(), text->end);
        return true;
      });
      queue->push(std::move(finished));
    }
  }

 private:
  Texts texts_;
};

}  // namespace tango::service
