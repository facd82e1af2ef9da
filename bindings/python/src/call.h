// One call: texts go to the engine, their results come back in order, and Ctrl-C ends it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include <unistd.h>

#include <tango/engine.h>

namespace tango::python {

/// What a call says for all of its texts.
struct CallOptions {
  std::optional<float> threshold;
  std::optional<int> tier;
  std::optional<double> timeout_s;
};

/// Throws kUsage for a timeout that is not a positive number.
[[nodiscard]] SubmitOptions submit_options(const CallOptions& options);

/// What `options` say of the text itself.
void apply(const CallOptions& options, Text& text);

/// Pops results while Python's signal handlers get their turn. Used without the GIL.
class PatientQueue {
 public:
  PatientQueue() = default;
  PatientQueue(const PatientQueue&) = delete;
  PatientQueue& operator=(const PatientQueue&) = delete;
  ~PatientQueue();  ///< What has not ended by then is cancelled, except in a fork's child.

  /// Waits for room, and for that takes what has ended to `ended`. Throws what a signal's handler
  /// raises, and as Engine::try_submit does.
  void submit(Engine& engine, Text&& text, std::uint64_t tag, SubmitOptions options,
              std::vector<Completion>& ended);
  /// Waits for something. Throws what a signal's handler raises.
  [[nodiscard]] std::vector<Completion> pop();
  [[nodiscard]] std::vector<Completion> try_pop() { return queue_.try_pop(); }

 private:
  static constexpr auto kBetweenLooks = std::chrono::milliseconds(50);

  void look_at_signals();

  pid_t process_ = getpid();
  CompletionQueue queue_;
  std::stop_source cancel_;
  std::chrono::steady_clock::time_point next_look_ =
      std::chrono::steady_clock::now() + kBetweenLooks;
};

/// One result per text, in their order. Called without the GIL.
[[nodiscard]] std::vector<Result> answer_all(Engine& engine, std::vector<Text> texts,
                                             const CallOptions& options);

}  // namespace tango::python
