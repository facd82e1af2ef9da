// A text handed to the service, and how it ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <variant>

#include <tango/error.h>

#include "cascade/cascade.h"
#include "cascade/origin.h"
#include "cascade/request.h"
#include "service/task.h"

namespace tango::service {

class CompletionQueue;

struct Submission {
  cascade::Request request;
  /// Instead of `request`: one that the caller keeps, unchanged, until the text has ended.
  const cascade::Request* kept_request = nullptr;
  std::shared_ptr<const cascade::Cascade> cascade;  ///< Required.
  std::shared_ptr<CompletionQueue> completions;     ///< Where it ends. Required.
  std::uint64_t tag = 0;                            ///< For the caller to know the text by.
  /// By then the answer should be there. Where the next tier can't give one in time, the answer of
  /// the tier reached stands, cut short; where there is none, the text ends with kDeadline.
  TimePoint deadline = kNever;
  Priority priority = Priority::kNormal;
  std::uint64_t tenant = 0;  ///< Tenants of a priority have equal shares of the cores.
  /// For endpoints that are asked about it; nullptr: they are told nothing.
  std::shared_ptr<const cascade::Origin> origin = {};
  /// Once a stop is requested, the text ends with kCancelled, unless its last batch is under way.
  std::stop_token cancel;
  bool is_counted = true;  ///< In statistics, when it has ended.
};

struct Completion {
  std::uint64_t tag = 0;
  std::shared_ptr<const cascade::Cascade> cascade;  ///< What the answer's labels are named by.
  std::variant<cascade::Answer, Error> outcome;
  Duration in_service{};  ///< From its submission to its end.

  [[nodiscard]] cascade::Answer* answer() { return std::get_if<cascade::Answer>(&outcome); }
  [[nodiscard]] const cascade::Answer* answer() const {
    return std::get_if<cascade::Answer>(&outcome);
  }
  [[nodiscard]] const Error* error() const { return std::get_if<Error>(&outcome); }
};

}  // namespace tango::service
