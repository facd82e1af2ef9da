// The elements of the tensors that answers become, whatever carries them.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "serve/dispatcher.h"
#include "serve/kserve/tensors.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

/// The label's name, those of a multi-label answer joined by commas, or the best span's text.
[[nodiscard]] std::string label_of(const cascade::Answer& answer, const ServedModel& model);

/// Writes the elements of one tensor in the protocol's binary form.
class BinaryElements {
 public:
  static_assert(std::endian::native == std::endian::little, "the protocol's order of bytes");

  template <typename Number>
  void add(Number value) {
    static_assert(sizeof value == 4 && std::is_arithmetic_v<Number>);
    data_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void add_text(std::string_view text) {
    add(static_cast<std::uint32_t>(text.size()));
    data_ += text;
  }
  [[nodiscard]] std::string take() { return std::move(data_); }

 private:
  std::string data_;
};

/// Gives `elements` those of one answer, by add(float), add(std::int32_t) and add_text().
template <typename Elements>
void add_element(Output output, const ServedModel& model, const cascade::Answer& answer,
                 Elements& elements) {
  switch (output) {
    case Output::kLabel:
      return elements.add_text(label_of(answer, model));
    case Output::kScore:
      return elements.add(answer.score);
    case Output::kScores:
      for (const float one : answer.scores) elements.add(one);
      return;
    case Output::kStart:
      return elements.add(
          answer.spans.empty() ? 0 : static_cast<std::int32_t>(answer.spans.front().begin));
    case Output::kEnd:
      return elements.add(
          answer.spans.empty() ? 0 : static_cast<std::int32_t>(answer.spans.front().end));
    case Output::kTier:
      return elements.add(std::int32_t{answer.tier});
    case Output::kConfidence:
      return elements.add(answer.confidence);
    case Output::kLogits:
      for (const float one : answer.logits) elements.add(one);
      return;
  }
}

/// Those of all answers. Returns how many labels a text has. Throws the first text's error that is
/// one.
template <typename Elements>
std::size_t add_elements(Output output, const ServedModel& model,
                         const std::vector<Outcome>& outcomes, Elements& elements) {
  std::size_t labels = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const cascade::Answer& answer = answer_of(outcomes, i, outcomes.size() > 1);
    add_element(output, model, answer, elements);
    labels = answer.scores.size();
  }
  return labels;
}

}  // namespace tango::serve::kserve
