#include "recipe/self_agreement.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"

namespace tango::recipe {
namespace {

constexpr std::int64_t kFewestAskedAgain = 20;  // texts that cap anything
constexpr double kLeastPromise = 0.5;           // as tango build --keep has it
constexpr double kSide = 0.025;                 // of an interval of 95 %

/// The most of the answers that may be given again.
double most_alike(const SelfAgreement& agreement) {
  const std::int64_t other = agreement.asked_again - agreement.alike;
  return 1 - calibrate::binomial_lower_bound(other, agreement.asked_again, kSide);
}

/// The least of them.
double fewest_alike(const SelfAgreement& agreement) {
  const std::int64_t other = agreement.asked_again - agreement.alike;
  return 1 - calibrate::binomial_upper_bound(other, agreement.asked_again, kSide);
}

/// "Asked again, 60 of 71 texts got the same answer (84.5 %; 95 % interval 74.0 to 92.0 %)".
std::string seen_in_words(const SelfAgreement& agreement) {
  return fmt::format(
      "Asked again, {} of {} texts got the same answer ({:.1f} %; 95 % interval {:.1f} to {:.1f} "
      "%)",
      agreement.alike, agreement.asked_again,
      100.0 * static_cast<double>(agreement.alike) / static_cast<double>(agreement.asked_again),
      100 * fewest_alike(agreement), 100 * most_alike(agreement));
}

}  // namespace

double capped(double keep, const SelfAgreement& agreement) {
  if (agreement.asked_again < kFewestAskedAgain) return keep;
  const double most = most_alike(agreement);
  if (most < kLeastPromise) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: too few to promise anything of such answers, as at most {:.1f} % "
                            "of them would be given again; see why they differ, or leave out the "
                            "answers that shouldn't count",
                            seen_in_words(agreement), 100 * most),
                {"answers"});
  }
  return std::min(keep, std::floor(1000 * most) / 1000);
}

std::string in_words(const SelfAgreement& agreement, double keep) {
  if (agreement.asked_again == 0) {
    return "No text has two answers, so it is not known how often the same answer would be given "
           "again, which is the most that can be kept. Ask some 200 texts again, and add those "
           "answers with another --answers\n";
  }
  std::string words = seen_in_words(agreement);
  if (agreement.asked_again < kFewestAskedAgain) {
    words += fmt::format(
        ". Fewer than {} are too few to say what can't be promised: ask some 200 texts again, and "
        "add those answers with another --answers",
        kFewestAskedAgain);
  } else if (const double most = capped(keep, agreement); most < keep) {
    words += fmt::format(
        ".\nWARNING: more than {:g} % can't be promised, and is not, though --keep asks for {:g} %",
        100 * most, 100 * keep);
  }
  if (agreement.asked_again == agreement.texts) {
    words +=
        ".\nWARNING: every text has two answers: if one file is a copy of another, nobody was "
        "asked "
        "again, and this says nothing; leave the copy out";
  }
  return words + "\n";
}

}  // namespace tango::recipe
