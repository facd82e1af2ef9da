#include "augment/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <tango/error.h>

namespace tango::augment {

Missing find_missing(const AugmentOptions& options) {
  const bool is_language_model = options.preset == "lm";
  if (is_language_model && (options.language_model.empty() || !options.size)) {
    return Missing::kLanguageModel;
  }
  if (options.preset == "tinybert" && options.vectors.empty()) return Missing::kVectors;
  if (!is_language_model && options.texts.empty()) {
    if (options.preset == "in-domain") return Missing::kOwnTexts;
    if (options.task.empty()) return Missing::kTexts;
  }
  return !options.task.empty() && options.data.empty() ? Missing::kData : Missing::kNothing;
}

void check(const AugmentOptions& options) {
  constexpr std::array<std::string_view, 4> kPresets{"rules", "lm", "in-domain", "tinybert"};
  if (std::ranges::find(kPresets, options.preset) == kPresets.end()) {
    throw Error(ErrorCode::kUsage,
                "no preset \"" + options.preset + "\"; use rules, lm, in-domain or tinybert");
  }
  const auto refuse = [&](const std::string& message) {
    throw Error(ErrorCode::kUsage, "preset " + options.preset + ": " + message);
  };
  switch (find_missing(options)) {
    case Missing::kNothing:
      return;
    case Missing::kTexts:
      return refuse("it needs a file of texts, or a task");
    case Missing::kOwnTexts:
      return refuse("it needs a file of texts of your own");
    case Missing::kData:
      return refuse("it needs the directory of the files of task " + options.task);
    case Missing::kLanguageModel:
      return refuse("it needs a language model and the number of texts to make");
    case Missing::kVectors:
      return refuse("it needs a file of word vectors");
  }
}

}  // namespace tango::augment
