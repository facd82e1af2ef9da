// A text on its way through the service.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "cascade/endpoint.h"
#include "cascade/tier.h"
#include "service/completion.h"
#include "service/completion_queue.h"

namespace tango::service {

struct KnownCascade;

struct Text final : Task {
  /// One thread makes texts and another one frees them, which the general allocator is slow at:
  /// some thousands are kept for the next ones.
  static void* operator new(std::size_t size);
  static void operator delete(void* memory) noexcept;

  cascade::Request own_request;
  const cascade::Request* kept_request = nullptr;  ///< Instead, where the caller keeps it.
  Completion completion;
  std::shared_ptr<const cascade::Origin> origin;  ///< May be nullptr.
  std::shared_ptr<CompletionQueue> queue;
  KnownCascade* known = nullptr;
  TimePoint submitted;
  int tier = 0;  ///< That reads it next, from 0.
  cascade::EncodedText encoded;
  std::unique_ptr<cascade::TextState> state;  ///< What the tier before left.
  cascade::Progress progress;                 ///< Of `tier`, where the text takes several batches.
  bool is_counted = true;
  bool has_answer = false;  ///< The tier before gave one, which `completion` holds.
  std::size_t charged_bytes = 0;
  int charged_tokens = 0;

  /// For an endpoint, which may read it once the text has ended.
  void keep_request() {
    if (kept_request != nullptr) own_request = *std::exchange(kept_request, nullptr);
  }
  [[nodiscard]] const cascade::Request& request() const {
    return kept_request != nullptr ? *kept_request : own_request;
  }
  [[nodiscard]] const cascade::Cascade& cascade() const { return *completion.cascade; }
  [[nodiscard]] const cascade::Tier& next_tier() const { return cascade().tier(tier); }

  void fail(Error error) { completion.outcome = std::move(error); }
};

using Texts = std::vector<std::unique_ptr<Text>>;

[[nodiscard]] inline bool any_counted(const Texts& texts) {
  return std::ranges::any_of(texts, [](const auto& text) { return text->is_counted; });
}

inline std::unique_ptr<Text> text_of(std::unique_ptr<Task> task) {
  return std::unique_ptr<Text>(static_cast<Text*>(task.release()));
}

}  // namespace tango::service
