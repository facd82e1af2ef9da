#include "augment/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <tango/error.h>

namespace tango::augment {
namespace {

[[noreturn]] void refuse(const std::string& message, const ErrorSettings& settings) {
  throw Error(ErrorCode::kUsage, message, settings);
}

void check_inputs(const AugmentOptions& options) {
  const bool is_language_model = options.preset == "lm";
  if (is_language_model && options.language_model.empty()) {
    refuse("lm needs a language model, which tango language-model makes", {"language_model"});
  }
  if (is_language_model && !options.size) {
    refuse("lm needs the number of texts to make", {"size"});
  }
  if (options.preset == "tinybert" && options.vectors.empty()) {
    refuse("tinybert needs word vectors: a GloVe file", {"vectors"});
  }
  if (options.preset == "in-domain" && options.texts.empty()) {
    refuse("in-domain needs a file of texts of your own", {"texts"});
  }
  if (!is_language_model && options.texts.empty() && options.task.empty()) {
    refuse(options.preset + " needs texts to start from: a file, or a task", {"texts", "task"});
  }
  if (!options.task.empty() && options.data.empty()) {
    refuse("the directory that holds " + options.task +
               "/, whose dev and test texts are kept out, is not given",
           {"data"});
  }
}

void check_values(const AugmentOptions& options) {
  if (options.rules.mask + options.rules.replace > 1) {
    refuse("a word is either masked or replaced, so the two probabilities can sum to 1 at most",
           {"p_mask", "p_pos"});
  }
  const std::string& mask = options.rules.mask_token;
  if (mask.empty() || mask.find_first_of(" \t\r\n") != std::string::npos) {
    refuse("the mask token \"" + mask + "\" is not one word", {"mask_token"});
  }
  if (options.in_domain.min_words > options.in_domain.max_words) {
    refuse("the fewest words of a text are more than the most; no text would fit",
           {"min_words", "max_words"});
  }
}

}  // namespace

void check(const AugmentOptions& options) {
  constexpr std::array<std::string_view, 4> kPresets{"rules", "lm", "in-domain", "tinybert"};
  if (std::ranges::find(kPresets, options.preset) == kPresets.end()) {
    refuse("no preset called \"" + options.preset + "\"; use rules, lm, in-domain or tinybert",
           {"preset"});
  }
  check_values(options);
  check_inputs(options);
}

}  // namespace tango::augment
