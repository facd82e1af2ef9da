// Test support: texts for a service, and what became of them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "service/service.h"

namespace tango::service {

inline std::shared_ptr<const cascade::Cascade> shared(cascade::Cascade cascade) {
  return std::make_shared<const cascade::Cascade>(std::move(cascade));
}

using ByTag = std::map<std::uint64_t, Completion>;

/// Pops until `count` texts have ended.
inline ByTag await(CompletionQueue& queue, std::size_t count) {
  ByTag ended;
  while (ended.size() < count) {
    for (Completion& one : queue.pop()) {
      const std::uint64_t tag = one.tag;
      EXPECT_TRUE(ended.emplace(tag, std::move(one)).second) << "twice";
    }
  }
  return ended;
}

inline ErrorCode code_of(const Completion& completion) {
  return completion.error() == nullptr ? ErrorCode::kInternal : completion.error()->code();
}

}  // namespace tango::service
