// A text to classify, or a question to answer.
#pragma once

#include <optional>
#include <string>

namespace tango {

struct Text {
  std::string text = {};                 ///< UTF-8: the text, or the question.
  std::optional<std::string> pair = {};  ///< The second text of a pair, or the question's context.
  std::optional<float> threshold = {};   ///< In 0 … 1; replaces every tier's own.
  std::optional<int> tier = {};  ///< The tier (1 = cheapest) that answers, whatever its confidence.
};

}  // namespace tango
