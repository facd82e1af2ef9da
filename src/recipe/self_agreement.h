// What texts that were asked twice say of whoever answered, and of what can be promised.
#pragma once

#include <cstdint>
#include <string>

namespace tango::recipe {

/// How often whoever gave the answers gives them again. Each text counts once, so that they are
/// independent: of more than two answers the first two.
struct SelfAgreement {
  std::int64_t texts = 0;        ///< All of them.
  std::int64_t asked_again = 0;  ///< With a second answer.
  std::int64_t alike = 0;        ///< Whose second answer is the first.
};

/// `keep`, or less: no more of the answers can be promised than may be given again, which is the
/// upper end of an exact interval of 95 %. Few texts that were asked again cap nothing. Throws
/// kInvalidInput where less than half may be: that is nothing to promise.
[[nodiscard]] double capped(double keep, const SelfAgreement& agreement);

/// A sentence with its line end: what was seen, and what it makes of `keep`.
[[nodiscard]] std::string in_words(const SelfAgreement& agreement, double keep);

}  // namespace tango::recipe
