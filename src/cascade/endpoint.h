// A tier that is computed elsewhere: it takes a batch and completes it later, on no worker's time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <tango/error.h>

#include "cascade/origin.h"
#include "cascade/request.h"
#include "cascade/text_logits.h"

namespace tango::cascade {

/// What a tier leaves of a text for the next tier to go on from, such as hidden rows.
class TextState {
 public:
  virtual ~TextState() = default;
  [[nodiscard]] virtual std::size_t bytes() const = 0;  ///< Of memory, until the text ends.
};

/// Valid until the batch is done.
struct TierInput {
  const Request* request = nullptr;
  const TextState* state = nullptr;  ///< What the tier before left, or nullptr.
  const Origin* origin = nullptr;    ///< Where that is known.
};

struct TierOutput {
  TextLogits logits;
  /// One per text, each may be nullptr; or none at all.
  std::vector<std::unique_ptr<TextState>> states;
  /// One per text: why it could not be answered, and then its logits are empty; or none at all.
  std::vector<std::optional<Error>> errors = {};
  std::optional<Error> error = {};  ///< Instead of all else.
};

/// Since the endpoint was opened.
struct EndpointUsage {
  std::uint64_t requests = 0;  ///< Retries included.
  std::uint64_t retries = 0;
  std::uint64_t failed_texts = 0;
  double input_tokens = 0;  ///< As the endpoint counts them.
  double output_tokens = 0;
  double cost = 0;  ///< In the currency of the prices that it was given.
};

class Endpoint {
 public:
  using Done = std::function<void(TierOutput)>;

  virtual ~Endpoint() = default;

  /// Returns at once. `done` is called exactly once, from any thread, by `deadline` at the latest
  /// where there is one (time_point::max(): none); it does not throw.
  virtual void start(std::vector<TierInput> batch, std::chrono::steady_clock::time_point deadline,
                     Done done) = 0;

  /// How many batches may be under way at the same time (>= 1).
  [[nodiscard]] virtual int max_batches() const = 0;

  /// Whether it takes batches at all; where it is no machine, someone else is to be asked.
  [[nodiscard]] virtual bool can_be_called() const { return true; }

  [[nodiscard]] virtual EndpointUsage usage() const { return {}; }  ///< Thread-safe.
};

}  // namespace tango::cascade
