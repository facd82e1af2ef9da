// Exact bounds on a risk from independent texts: Clopper and Pearson 1934, "The use of confidence
// or fiducial limits illustrated in the case of the binomial".
#pragma once

#include <cstdint>
#include <optional>

namespace tango::calibrate {

// Everywhere: significance = 1 - confidence level, in (0, 1); a risk is a probability, in 0 … 1;
// 0 <= losses <= texts. These are preconditions: what comes from a user is checked where it is
// read.

/// P(X <= losses), X ~ Binomial(texts, risk): the p-value of "the risk is above `risk`" once
/// `losses` of `texts` were seen. 1 where losses >= texts, 0 where losses < 0.
[[nodiscard]] double binomial_cdf(std::int64_t losses, std::int64_t texts, double risk);

/// One-sided: the true risk is above it with probability at most `significance`. 1 without texts.
[[nodiscard]] double binomial_upper_bound(std::int64_t losses, std::int64_t texts,
                                          double significance);

/// One-sided: the true risk is below it with probability at most `significance`. 0 without texts.
[[nodiscard]] double binomial_lower_bound(std::int64_t losses, std::int64_t texts,
                                          double significance);

/// The most losses in `texts` that still show a risk of at most `target`; nullopt where even none
/// would not. At target 0.02 and significance 0.05: nullopt below 149, 12 at 1,000, 83 at 5,000.
[[nodiscard]] std::optional<std::int64_t> losses_allowed(std::int64_t texts, double target,
                                                         double significance);

/// The fewest texts of which `losses` losses still show a risk of at most `target`, in (0, 1).
[[nodiscard]] std::int64_t texts_needed(std::int64_t losses, double target, double significance);

/// The fewest texts that show a risk of at most `target` where `observed_risk` of them, rounded up,
/// are losses; nullopt where observed_risk >= target, or where it would take over 10^9 texts.
[[nodiscard]] std::optional<std::int64_t> texts_needed_at(double observed_risk, double target,
                                                          double significance);

}  // namespace tango::calibrate
