// The engine: threads that answer texts of any number of cascades, for the life of a program.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include <tango/cascade.h>
#include <tango/completion_queue.h>
#include <tango/export.h>
#include <tango/result.h>
#include <tango/statistics.h>
#include <tango/text.h>

namespace tango {

struct EngineOptions {
  int workers = 0;   ///< Threads; 0: one per CPU that the process may use.
  bool pin = false;  ///< Binds worker i to the i-th CPU of the process.
  /// Of texts that were submitted and have not ended. Who submits more waits.
  std::size_t max_texts = 65536;
  std::size_t max_bytes = std::size_t{256} << 20U;
};

/// While there is more to do than the cores can, a class gets this share for each tenant:
/// 16 : 4 : 1/16. Nobody starves.
enum class Priority : std::uint8_t { kHigh, kNormal, kBackground };

struct SubmitOptions {
  /// By then the answer should be there. Where the next tier can't give one in time, that of the
  /// tier reached stands, cut short; where there is none, the text ends with kDeadline.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  Priority priority = Priority::kNormal;
  std::uint64_t tenant = 0;  ///< Tenants of a priority have equal shares of the cores.
  /// Once a stop is requested, the text ends with kCancelled, unless its last batch is under way.
  std::stop_token cancel = {};
  std::optional<Cascade> cascade = {};  ///< nullopt: the engine's own.
};

/// Every method is thread-safe. Each text ends exactly once, with an answer or with an error of its
/// own, and does not depend on the others: a bad text harms no other, and the bits of an answer are
/// the same alone and among many. What a text ends with beside what its tiers throw: kDeadline,
/// kCancelled, kStopping. A moved-from engine may be destroyed and assigned to; all else throws
/// kUsage.
class TANGO_EXPORT Engine {
 public:
  /// Throws kIo if the system refuses a thread.
  explicit Engine(const Cascade& cascade, const EngineOptions& options = {});

  /// Engine(Cascade::load(…), …).
  [[nodiscard]] static Engine load(const std::filesystem::path& directory,
                                   const LoadOptions& load_options = {},
                                   const EngineOptions& options = {});

  Engine(Engine&& other) noexcept;
  Engine& operator=(Engine&& other) noexcept;
  ~Engine();  ///< stop() without a time to drain.

  /// Waits for the answer.
  [[nodiscard]] Result classify(std::string_view text);
  [[nodiscard]] Result classify(Text text, const SubmitOptions& options = {});

  /// One result per text, in their order.
  [[nodiscard]] std::vector<Result> classify(std::vector<Text> texts);

  /// A stream: `next`, called on this thread, returns texts until it returns nullopt; `sink` gets
  /// the index (from 0) and the result of each in the same order, one at a time, on this or another
  /// thread, also while `next` waits. Holds a few thousand texts at most. What either throws ends
  /// the stream and comes out here; texts not yet begun are cancelled.
  void classify(const std::function<std::optional<Text>()>& next,
                const std::function<void(std::size_t, Result&&)>& sink);

  /// Waits for room. After stop() the future has kStopping.
  [[nodiscard]] std::future<Result> submit(Text text, const SubmitOptions& options = {});

  /// Waits for room; the text ends in `completions`, named by `tag`. Throws kStopping after stop().
  void submit(Text text, const CompletionQueue& completions, std::uint64_t tag,
              const SubmitOptions& options = {});

  /// The same, but false at once, and `text` as it was, where there is no room.
  [[nodiscard]] bool try_submit(Text&& text, const CompletionQueue& completions, std::uint64_t tag,
                                const SubmitOptions& options = {});

  /// New texts go to `cascade`; those on their way end on the old one, which is freed after its
  /// last. Nothing waits.
  void replace(Cascade cascade);
  /// What new texts go to.
  [[nodiscard]] Cascade cascade() const;

  [[nodiscard]] Statistics statistics() const;

  /// Takes no more texts, and waits for those on their way. What has not begun by `deadline` ends
  /// with kStopping. Returns once all have ended and no thread is left.
  void stop(std::chrono::steady_clock::time_point deadline);

 private:
  class Impl;
  [[nodiscard]] Impl& impl() const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango
