// What a learned score is worth: every tier of a cascade reads a file once; the file is then the
// population from which samples are drawn, with and without a score learned from a fifth of them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <random>

#include <tango/error.h>

#include "calibrate/score/score_choice.h"
#include "certify/calibration.h"
#include "certify/evidence.h"
#include "certify/learned_scores.h"
#include "trust/simulations.h"

namespace tango::trust {
namespace {

struct Outcome {
  bool certified = false;
  bool broken = false;
  double deferral = 1;
};

/// At the threshold that the sample certifies, over the population.
Outcome outcome_of(const certify::Sample& sample, const certify::TierOutputs& population,
                   const certify::Promise& promise, const std::vector<std::string>& classes) {
  Outcome outcome;
  try {
    const auto evidence = certify::certify(sample, population, promise, classes);
    outcome.certified = true;
    double accepted = 0;
    double lost = 0;
    const std::size_t texts = population.confidences.front().size();
    for (std::size_t text = 0; text < texts; ++text) {
      if (!population.accepts(evidence.thresholds.front(), 0, text)) continue;
      ++accepted;
      lost += population.differs(0, text) ? 1 : 0;
    }
    outcome.deferral = 1 - accepted / static_cast<double>(texts);
    outcome.broken = lost / static_cast<double>(texts) > promise.risk();
  } catch (const Error&) {
    outcome.deferral = 1;  // nothing was certified: the last tier reads all
  }
  return outcome;
}

double oracle_of(const certify::TierOutputs& outputs, double risk) {
  std::vector<double> sureness(outputs.confidences.front().begin(),
                               outputs.confidences.front().end());
  std::vector<std::uint8_t> holds;
  for (std::size_t text = 0; text < sureness.size(); ++text) {
    holds.push_back(outputs.differs(0, text) ? 0 : 1);
  }
  const auto losses =
      static_cast<std::int64_t>(std::floor(risk * static_cast<double>(holds.size())));
  return calibrate::deferral_at(sureness, holds, losses);
}

/// Independent draws, with replacement.
certify::Sample draw(std::size_t texts, std::size_t count, std::mt19937_64& generator) {
  std::uniform_int_distribution<std::size_t> index(0, texts - 1);
  certify::Sample sample;
  sample.texts.resize(texts);
  for (std::size_t row = 0; row < count; ++row) {
    sample.rows.push_back(index(generator));
    sample.groups.push_back(static_cast<std::int64_t>(row));
  }
  return sample;
}

}  // namespace

void simulate_learned(const LearnedPool& pool, int runs, std::uint64_t seed) {
  const auto cascade = cascade::Cascade::load(pool.cascade);
  certify::TierRunner runner{cascade, {}, {}};
  const certify::Sample file =
      certify::read_texts({.path = pool.texts,
                           .reading = {},
                           .labels = cascade.labels().names,
                           .answers_questions = runner.answers_questions()});
  runner.with_features = true;
  const certify::TierOutputs outputs = runner.run(file.texts);
  const std::vector<std::string> classes = certify::classes_of(cascade);
  const certify::Promise plain{.keep = pool.keep};
  certify::Promise learned = plain;
  learned.learned = true;
  for (const std::size_t count : {500UL, 1000UL, 2000UL}) {
    std::mt19937_64 generator(seed);
    double deferral = 0, reference = 0, oracle = 0;
    int certified = 0, broken = 0, used = 0;
    for (int run = 0; run < runs; ++run) {
      const certify::Sample sample = draw(file.texts.size(), count, generator);
      reference += outcome_of(sample, outputs, plain, classes).deferral;
      certify::TierOutputs own = outputs;
      const certify::LearnedScores scores = certify::learn_scores(sample, learned, own);
      const Outcome outcome = outcome_of(sample, own, learned, classes);
      certified += outcome.certified ? 1 : 0;
      broken += outcome.broken ? 1 : 0;
      used += scores.any() ? 1 : 0;
      deferral += outcome.deferral;
      oracle += oracle_of(own, plain.risk());
    }
    std::printf("%s\tlearned score\t%g\t%zu\t%d\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\n",
                pool.name.c_str(), pool.keep, count, runs, 1.0 * broken / runs,
                1.0 * certified / runs, certified == 0 ? 0.0 : 1.0 * broken / certified,
                deferral / runs, reference / runs, oracle / runs, oracle_of(outputs, plain.risk()),
                1.0 * used / runs);
    std::fflush(stdout);
  }
}

}  // namespace tango::trust
