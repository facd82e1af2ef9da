#include <algorithm>

#include "trust/simulations.h"

namespace tango::trust {
namespace {

constexpr std::size_t kTexts = 100000;

// Confidences of `values` different values; losses at random, `risk` of all.
Pool pool_of(const std::string& name, double risk, int values, Generator& generator) {
  Pool pool{.name = name};
  const auto losses = static_cast<std::size_t>(risk * kTexts) + 1;
  for (std::size_t i = 0; i < kTexts; ++i) {
    PoolText text;
    text.confidence = 0.5F + static_cast<float>(generator() % static_cast<unsigned>(values)) /
                                 static_cast<float>(2 * values + 1);
    text.last = static_cast<int>(generator() % 2);
    text.cheap = i < losses ? 1 - text.last : text.last;
    text.truth = text.last;
    pool.texts.push_back(text);
  }
  sort_by_confidence(pool);
  return pool;
}

// Labels on which the last tier is right on 90 %, the cheap one in 2.5 points less: E[gain] is just
// below 0 at keep 0.98 where all is accepted, rises and falls between.
Pool signed_pool(Generator& generator) {
  Pool pool{.name = "signed, not monotone"};
  for (std::size_t i = 0; i < kTexts; ++i) {
    PoolText text;
    const double u = static_cast<double>(i) / kTexts;
    text.confidence = 0.5F + 0.49F * static_cast<float>(u);
    text.truth = static_cast<int>(generator() % 2);
    const auto permille = generator() % 10000;
    const bool in_wave = static_cast<int>(u * 10) % 2 == 0;
    const unsigned lost = in_wave ? 500 : 0;
    const unsigned gained = in_wave ? 100 : 35;
    const bool last_right = permille < 9000;
    const bool differs = last_right ? permille < lost : permille < 9000 + gained;
    text.last = last_right ? text.truth : 1 - text.truth;
    text.cheap = differs ? 1 - text.last : text.last;
    pool.texts.push_back(text);
  }
  sort_by_confidence(pool);
  return pool;
}

}  // namespace

void simulate_synthetic(int runs, std::uint64_t seed) {
  Generator generator(seed);
  for (const double risk : {0.01, 0.02, 0.05}) {
    for (const int values : {1, 5, 100000}) {
      simulate_label_free(pool_of("just above " + std::to_string(risk).substr(0, 4) + ", " +
                                      std::to_string(values) + " confidences",
                                  risk, values, generator),
                          runs, seed);
    }
  }
}

void simulate_signed(int runs, std::uint64_t seed) {
  Generator generator(seed);
  simulate_labelled(signed_pool(generator), runs, seed);
}

}  // namespace tango::trust
