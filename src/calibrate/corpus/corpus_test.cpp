#include "calibrate/corpus/corpus.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "calibrate/corpus/disagreement.h"

namespace tango::calibrate {
namespace {

struct File {
  std::vector<float> confidences;
  std::vector<bool> differs;
};

// Disagreement with probability 0.8 · (1 - confidence), confidences squeezed towards 1.
File file_of(std::uint64_t seed, std::size_t texts) {
  const base::RandomStream random(seed, "file");
  File file;
  for (std::size_t i = 0; i < texts; ++i) {
    const double u = static_cast<double>(random.below(2 * i, 10000)) / 10000;
    file.confidences.push_back(static_cast<float>(1 - 0.5 * u * u * u));
    file.differs.push_back(static_cast<double>(random.below(2 * i + 1, 10000)) <
                           10000 * 0.4 * u * u * u);
  }
  return file;
}

std::unique_ptr<bool[]> answers(const File& file, const std::vector<std::size_t>& texts) {
  auto differs = std::make_unique<bool[]>(texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i) differs[i] = file.differs[texts[i]];
  return differs;
}

struct Outcome {
  double share_read = 0;
  double risk = 0;
};

Outcome run(const File& file, const CorpusOptions& options) {
  const std::vector<std::size_t> pilot = corpus_pilot(file.confidences, options);
  const auto pilot_differs = answers(file, pilot);
  const CorpusPlan plan =
      plan_corpus(file.confidences, pilot, {pilot_differs.get(), pilot.size()}, options);
  std::vector<std::size_t> draws;
  for (const std::size_t place : plan.draws) draws.push_back(plan.order[place]);
  const auto differs = answers(file, draws);
  const std::vector<std::size_t> rest = finish_corpus(plan, {differs.get(), draws.size()});
  std::set<std::size_t> read(pilot.begin(), pilot.end());
  read.insert(draws.begin(), draws.end());
  read.insert(rest.begin(), rest.end());
  EXPECT_EQ(read.size(), pilot.size() + draws.size() + rest.size());  // none is read twice
  double losses = 0;
  for (std::size_t i = 0; i < file.differs.size(); ++i) {
    losses += file.differs[i] && !read.contains(i) ? 1 : 0;
  }
  const auto texts = static_cast<double>(std::max<std::size_t>(1, file.differs.size()));
  return {static_cast<double>(read.size()) / texts, losses / texts};
}

TEST(Corpus, ReadsFarFewerTextsAndKeepsThePromise) {
  const File file = file_of(1, 5000);
  int broken = 0;
  double share = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Outcome outcome = run(file, {.risk = 0.04, .significance = 0.05, .seed = seed});
    broken += outcome.risk > 0.04 ? 1 : 0;
    share += outcome.share_read / 60;
  }
  EXPECT_LE(broken, 8);  // 3 expected at most, deviation 1.7
  EXPECT_LT(share, 0.5);
}

TEST(Corpus, WhatDiffersEverywhereIsRead) {
  File file = file_of(1, 2000);
  file.differs.assign(2000, true);
  EXPECT_LE(run(file, {.risk = 0.02}).risk, 0.02);
}

TEST(Corpus, SmallFilesAreReadWhole) {
  EXPECT_EQ(run(file_of(1, 30), {.risk = 0.02}).share_read, 1);
  EXPECT_EQ(run({}, {}).share_read, 0);
}

TEST(Corpus, NumbersThatAreNoneComeLast) {
  File file = file_of(1, 2000);
  file.confidences[7] = std::numeric_limits<float>::quiet_NaN();
  file.differs[7] = true;
  EXPECT_LE(run(file, {.risk = 0.02}).risk, 0.02);
}

TEST(Disagreement, IsLearntAndFallsWithConfidence) {
  const File file = file_of(3, 5000);
  const auto differs = std::make_unique<bool[]>(5000);
  std::ranges::copy(file.differs, differs.get());
  const DisagreementModel model = fit_disagreement(file.confidences, {differs.get(), 5000});
  EXPECT_NEAR(model.probability(0.6F), 0.32, 0.08);
  EXPECT_LT(model.probability(0.99F), 0.03);
  EXPECT_NEAR(fit_disagreement({}, {}).probability(0.8F), 0.15, 1e-3);  // nothing seen
}

}  // namespace
}  // namespace tango::calibrate
