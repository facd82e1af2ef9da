// What the tensors of the Open Inference Protocol (KServe v2) mean here, whatever carries them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/model_config.h"

namespace tango::serve::kserve {

/// The tensors that a model gives, [texts] each, but [texts, labels] for scores and logits.
enum class Output : std::uint8_t {
  kLabel,
  kScore,
  kScores,
  kStart,
  kEnd,
  kTier,
  kConfidence,
  kLogits
};

struct OutputFacts {
  std::string_view name;
  std::string_view datatype;
  Output output;
  bool per_label;   ///< Of models that choose among labels.
  bool per_span;    ///< Of models that answer questions.
  bool by_default;  ///< Where a request names none.
};

[[nodiscard]] std::vector<const OutputFacts*> outputs_of(checkpoint::ProblemType problem_type);

struct WantedOutput {
  const OutputFacts* facts = nullptr;
  bool binary = false;  ///< As bytes behind the message's other fields, rather than in them.
};

struct InferRequest {
  std::string id;
  std::vector<cascade::Request> texts;
  std::vector<WantedOutput> outputs;
  bool binary = false;            ///< The outputs by default are so.
  std::optional<double> timeout;  ///< Seconds.
};

/// Adds an output that a request names. Throws kInvalidInput where there is none of that name, and
/// where it is there already.
void add_output(std::string_view name, bool binary, InferRequest& request);

/// Of a request for Triton's extension of that name. Throws kInvalidInput.
[[noreturn]] void refuse_classification();

/// Those by default, where none was added. Throws kInvalidInput where one was that such a model
/// hasn't.
void complete_outputs(checkpoint::ProblemType problem_type, InferRequest& request);

/// What a request says of all its texts.
struct Parameters {
  std::optional<double> timeout;  ///< Microseconds, as Triton's; 0: none.
  std::optional<double> threshold;
  std::optional<std::int64_t> tier;
};

/// Of the parameters that a request names, as refuse_misspelt(). Throws kInvalidInput.
void refuse_misspelt_parameters(std::span<const std::string> names);

void apply(const Parameters& parameters, InferRequest& request);

/// How many texts an input has, by its shape: [texts] or [texts, 1]. Throws kInvalidInput where the
/// shape is another one, the datatype isn't BYTES, or the tensor is none of the inputs.
[[nodiscard]] std::size_t count_texts(std::string_view tensor, std::string_view datatype,
                                      std::span<const std::int64_t> shape);

/// The elements of a tensor in its binary form: each is its length in four bytes, the lowest first,
/// and so many bytes. Throws kInvalidInput.
[[nodiscard]] std::vector<std::string> split_texts(std::string_view bytes, std::string_view tensor);

/// The inputs `text` and, for pairs, `text_pair`, as they come.
class TextInputs {
 public:
  /// `count`: as count_texts() has it. Throws kInvalidInput where it isn't that of the texts, and
  /// where the tensor is there already.
  void add(std::string_view tensor, std::size_t count, std::vector<std::string>&& texts);

  /// Throws kInvalidInput where `text` is missing or `text_pair` has another number of them.
  [[nodiscard]] std::vector<cascade::Request> take();

 private:
  std::optional<std::vector<std::string>> texts_;
  std::optional<std::vector<std::string>> pairs_;
};

}  // namespace tango::serve::kserve
