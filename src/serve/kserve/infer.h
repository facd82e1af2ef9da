// Inference in the Open Inference Protocol (KServe v2) over REST, with its binary extension.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/dispatcher.h"
#include "serve/http/message.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

/// The tensors that a model gives, [texts] each, but [texts, labels] for scores and logits.
enum class Output : std::uint8_t { kLabel, kScore, kScores, kTier, kConfidence, kLogits };

struct OutputFacts {
  std::string_view name;
  std::string_view datatype;
  Output output;
  bool per_label;
  bool by_default;  ///< Where a request names none.
};

[[nodiscard]] std::span<const OutputFacts> outputs();

struct WantedOutput {
  const OutputFacts* facts = nullptr;
  bool binary = false;  ///< After the JSON, rather than in it.
};

struct InferRequest {
  std::string id;
  std::vector<cascade::Request> texts;
  std::vector<WantedOutput> outputs;
  std::optional<double> timeout;  ///< Seconds.
  bool degraded = false;          ///< The server is so full that the first tier answers.
};

/// Inputs `text` and, for pairs, `text_pair`: BYTES, of shape [texts] or [texts, 1]. Parameters
/// `threshold`, `tier`, `timeout` (microseconds, as Triton's) and `binary_data_output`. `header`:
/// the value of Inference-Header-Content-Length, the bytes of JSON; "" where all is. Throws
/// kInvalidInput.
[[nodiscard]] InferRequest parse_infer(std::string_view body, std::string_view header);

/// Throws the first text's error that is one.
[[nodiscard]] http::Response render_infer(const InferRequest& request, const ServedModel& model,
                                          const std::vector<Outcome>& outcomes);

}  // namespace tango::serve::kserve
