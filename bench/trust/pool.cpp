#include "trust/pool.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "calibrate/threshold/sample.h"

namespace tango::trust {

void sort_by_confidence(Pool& pool) {
  std::ranges::sort(pool.texts, std::ranges::greater(), &PoolText::confidence);
}

Pool read_pool(const std::string& path, std::string name, std::size_t most) {
  Pool pool{.name = std::move(name)};
  std::ifstream input(path);
  PoolText text;
  while (pool.texts.size() < most &&
         input >> text.confidence >> text.cheap >> text.last >> text.truth) {
    pool.texts.push_back(text);
  }
  sort_by_confidence(pool);
  return pool;
}

std::size_t accepted_at(const Pool& pool, float threshold) {
  return static_cast<std::size_t>(
      std::ranges::partition_point(
          pool.texts,
          [&](const PoolText& text) { return calibrate::accepts(threshold, text.confidence); }) -
      pool.texts.begin());
}

std::vector<double> risks_of(const Pool& pool, int reference_class) {
  double count = 0;
  for (const PoolText& text : pool.texts) {
    count += reference_class < 0 || text.last == reference_class ? 1 : 0;
  }
  std::vector<double> risks = {0};
  for (const PoolText& text : pool.texts) {
    const bool counts = reference_class < 0 || text.last == reference_class;
    risks.push_back(risks.back() + (counts && text.cheap != text.last ? 1 : 0));
  }
  for (double& risk : risks) risk /= std::max(count, 1.0);
  return risks;
}

std::vector<double> gains_of(const Pool& pool, double keep) {
  double gain = 0;
  for (const PoolText& text : pool.texts) gain += text.last == text.truth ? 1 - keep : 0;
  std::vector<double> gains = {gain};
  for (const PoolText& text : pool.texts) {
    gain += (text.cheap == text.truth ? 1 : 0) - (text.last == text.truth ? 1 : 0);
    gains.push_back(gain);
  }
  for (double& value : gains) value /= static_cast<double>(pool.texts.size());
  return gains;
}

std::vector<const PoolText*> draw(const Pool& pool, std::size_t count, Generator& generator) {
  std::uniform_int_distribution<std::size_t> index(0, pool.texts.size() - 1);
  std::vector<const PoolText*> drawn(count);
  for (const PoolText*& text : drawn) text = &pool.texts[index(generator)];
  return drawn;
}

void print_tally(const Pool& pool, const std::string& method, double target, std::size_t texts,
                 double oracle_deferral, const Tally& tally) {
  const double runs = tally.runs;
  std::printf(
      "%s\t%s\t%g\t%zu\t%d\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\t%.5f\n", pool.name.c_str(),
      method.c_str(), target, texts, tally.runs, tally.broken / runs, tally.certified / runs,
      tally.certified == 0 ? 0.0 : 1.0 * tally.broken / tally.certified, tally.deferral / runs,
      tally.reference_deferral / runs, oracle_deferral, tally.near_oracle / runs);
  std::fflush(stdout);
}

}  // namespace tango::trust
