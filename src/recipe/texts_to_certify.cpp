#include "recipe/texts_to_certify.h"

#include <cstdint>

#include <fmt/format.h>

#include "recipe/calibration_texts.h"

namespace tango::recipe {
namespace {

constexpr std::int64_t kManyTexts = 100'000;  // of which as many certify as of any more

/// How many texts a build takes so that `certifying` of them certify; 0 where no number does.
std::int64_t texts_of_which(std::int64_t certifying) {
  std::int64_t too_few = 0;
  std::int64_t enough = kManyTexts;
  if (certifying_of(enough) < certifying) return 0;
  while (enough - too_few > 1) {
    const std::int64_t middle = (too_few + enough) / 2;
    (certifying_of(middle) < certifying ? too_few : enough) = middle;
  }
  return enough;
}

}  // namespace

std::string certifying_in_words(double keep) {
  const std::int64_t fewest = fewest_certifying_texts(keep);
  if (fewest == 0) return "That all answers are kept can't be shown by any number of texts";
  return fmt::format(
      "To show that {:g} % are kept takes at least {} texts that certify (at a level of 95 %, "
      "where none of them loses its answer; 1,000 and more do well)",
      100 * keep, fewest);
}

std::string too_few_in_words(const OwnTexts& own) {
  const std::int64_t certifying = certifying_of(own.count);
  const std::int64_t fewest = fewest_certifying_texts(own.keep);
  if (fewest > 0 && certifying >= fewest) return "";
  const std::string why =
      "WARNING: nothing will be promised of this cascade. " + certifying_in_words(own.keep) + ".";
  if (fewest == 0) return why + "\n";
  const std::string flag = own.answers.empty() ? "--texts" : "--answers";
  const std::int64_t enough = texts_of_which(fewest);
  if (enough == 0) {
    return fmt::format(
        "{} Of any number in {} at most {} do; tango calibrate takes a file of others\n", why, flag,
        certifying_of(kManyTexts));
  }
  return fmt::format(
      "{} Of the {} in {}, {} do; of {} enough would. A lower --keep takes fewer, and tango "
      "calibrate takes a file of others\n",
      why, own.count, flag, certifying, enough);
}

std::string uncertified_in_words(const Recipe& recipe, std::int64_t left) {
  const bool has_task = !recipe.task.empty();
  const char* kept = !recipe.answers.empty()             ? "the given answers"
                     : has_task && !recipe.keeps_answers ? "the last tier's score"
                                                         : "the last tier's answers";
  std::string words = fmt::format(
      "Its thresholds keep {} on the texts they were chosen on; of other texts nothing is "
      "promised. ",
      kept);
  if (is_question_answering(recipe)) {
    words +=
        "Of the task's questions none is left to certify: models have learnt from those of "
        "the train split, and those for tuning chose models and thresholds. ";
  } else if (has_task) {
    words += fmt::format(
        "Of the {} calibration texts {} to certify, which no model has learnt from and which are "
        "not among the dev texts, that chose models and thresholds. ",
        recipe.calibration_texts, left == 1 ? "1 is left" : fmt::format("{} are left", left));
  }
  return words + certifying_in_words(recipe.keep) + "\n";
}

}  // namespace tango::recipe
