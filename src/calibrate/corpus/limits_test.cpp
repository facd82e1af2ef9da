#include "calibrate/corpus/limits.h"

#include <algorithm>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "calibrate/bound/hypergeometric.h"

namespace tango::calibrate {
namespace {

bool allows(const std::vector<std::int64_t>& limits, std::int64_t sure, std::int64_t others) {
  return sure < static_cast<std::int64_t>(limits.size()) &&
         others <= limits[static_cast<std::size_t>(sure)];
}

/// P(more than `promised` losses are passed by while the limits allow what is found), loss by loss:
/// each is drawn as probably as draws are left among the texts that are left.
double broken(const Stratum& sure, const Stratum& others, std::int64_t sure_losses,
              std::int64_t others_losses, std::int64_t promised,
              const std::vector<std::int64_t>& limits) {
  std::map<std::pair<std::int64_t, std::int64_t>, double> found{{{0, 0}, 1.0}};  // in each stratum
  double sum = 0;
  for (std::int64_t loss = 0; loss < sure_losses + others_losses; ++loss) {
    const bool is_sure = loss < sure_losses;
    std::map<std::pair<std::int64_t, std::int64_t>, double> next;
    for (const auto& [counts, probability] : found) {
      const auto [of_sure, of_others] = counts;
      const auto left =
          static_cast<double>(is_sure ? sure.draws - of_sure : others.draws - of_others);
      const auto texts =
          static_cast<double>(is_sure ? sure.texts - loss : others.texts - (loss - sure_losses));
      const double is_drawn = left / texts;
      const std::pair drawn{of_sure + (is_sure ? 1 : 0), of_others + (is_sure ? 0 : 1)};
      if (allows(limits, drawn.first, drawn.second)) next[drawn] += probability * is_drawn;
      const bool breaks = loss + 1 - of_sure - of_others > promised;
      if (breaks) sum += allows(limits, of_sure, of_others) ? probability * (1 - is_drawn) : 0;
      if (!breaks) next[counts] += probability * (1 - is_drawn);
    }
    found = std::move(next);
  }
  return sum;
}

double worst(const Stratum& sure, const Stratum& others, std::int64_t promised,
             const std::vector<std::int64_t>& limits) {
  double most = 0;
  for (std::int64_t first = 0; first <= sure.texts; ++first) {
    for (std::int64_t second = 0; second <= others.texts; second += 3) {
      most = std::max(most, broken(sure, others, first, second, promised, limits));
    }
  }
  return most;
}

TEST(LossLimits, AreBrokenAsRarelyAsPromisedWhateverTheLosses) {
  double most = 0;
  for (const auto& [sure, others, promised] :
       {std::tuple{Stratum{60, 15, 1}, Stratum{60, 30, 6}, std::int64_t{9}},
        std::tuple{Stratum{80, 40, 2}, Stratum{40, 30, 4}, std::int64_t{5}},
        std::tuple{Stratum{20, 15, 1}, Stratum{90, 40, 9}, std::int64_t{24}},
        std::tuple{Stratum{0, 0, 0}, Stratum{90, 40, 3}, std::int64_t{7}}}) {
    const auto limits = loss_limits(sure, others, promised, 0.05);
    ASSERT_FALSE(limits.empty());
    EXPECT_GE(limits.front(), 0);
    EXPECT_TRUE(std::ranges::is_sorted(limits, std::ranges::greater()));
    const double one = worst(sure, others, promised, limits);
    EXPECT_LE(one, 0.05);
    most = std::max(most, one);
  }
  EXPECT_GT(most, 0.03);  // not for nothing
}

TEST(LossLimits, OfOneStratumAreTheHypergeometricBound) {
  const Stratum others{1000, 200, 20};
  const auto limits = loss_limits({}, others, 60, 0.05);
  ASSERT_GE(limits.size(), 1U);
  std::int64_t most = -1;
  while (hypergeometric_cdf(most + 1, 200, 61 + most + 1, 1000) <= 0.05) ++most;
  EXPECT_EQ(limits.front(), most);
}

TEST(LossLimits, WithoutEnoughDrawsThereAreNone) {
  EXPECT_TRUE(loss_limits({1000, 3, 1}, {1000, 300, 20}, 50, 0.05).empty());
  const auto limits = loss_limits({100, 50, 1}, {1000, 3, 20}, 50, 0.05);
  EXPECT_TRUE(limits.empty() || limits.front() < 0);
}

TEST(LossLimits, MoreThanAThousandLossesArePromisedAtOnce) {
  const Stratum sure{500'000, 10'000, 800};
  const Stratum others{400'000, 20'000, 12'000};
  const auto limits = loss_limits(sure, others, 20'000, 0.05);
  ASSERT_FALSE(limits.empty());
  EXPECT_GT(limits[16], 650);  // 16 of the sure texts and 600 of the others are to be expected
}

}  // namespace
}  // namespace tango::calibrate
