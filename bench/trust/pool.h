// A population whose risk is known at every threshold: what two tiers answered to many texts.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tango::trust {

struct PoolText {
  float confidence = 0;
  int cheap = 0;  ///< Answers and truth; truth is -1 where it is unknown.
  int last = 0;
  int truth = -1;
  std::int64_t group = -1;  ///< -1: a group of its own.
};

struct Pool {
  std::string name;
  std::vector<PoolText> texts;  ///< Confidences falling.
};

/// Lines of confidence, cheap tier's answer, last tier's, truth (or -1), separated by tabs; the
/// first `most` of them.
[[nodiscard]] Pool read_pool(const std::string& path, std::string name, std::size_t most);
void sort_by_confidence(Pool& pool);

/// Where a threshold stands in the pool: the number of texts that it accepts.
[[nodiscard]] std::size_t accepted_at(const Pool& pool, float threshold);
/// [accepted texts] Of the whole pool: the share of `reference_class` (-1: of all) that differs.
[[nodiscard]] std::vector<double> risks_of(const Pool& pool, int reference_class);
/// [accepted texts] Right answers of the cascade less `keep` times the last tier's, per text.
[[nodiscard]] std::vector<double> gains_of(const Pool& pool, double keep);

using Generator = std::mt19937_64;
/// With replacement.
[[nodiscard]] std::vector<const PoolText*> draw(const Pool& pool, std::size_t count,
                                                Generator& generator);

/// One line of results: how `runs` draws went.
struct Tally {
  int runs = 0;
  int broken = 0;
  int certified = 0;
  int near_oracle = 0;
  double deferral = 0;
  double reference_deferral = 0;
};
void print_tally(const Pool& pool, const std::string& method, double target, std::size_t texts,
                 double oracle_deferral, const Tally& tally);

}  // namespace tango::trust
