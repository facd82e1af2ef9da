// The simulations that bench/trust.py asks for by name.
#pragma once

#include <cstdint>
#include <string>

#include "trust/pool.h"

namespace tango::trust {

inline constexpr double kSignificance = 0.05;

/// Label-free promises: everywhere, with the floor of a class, and its class bounds.
void simulate_label_free(const Pool& pool, int runs, std::uint64_t seed);
/// Labelled promises, beside the normal approximation on the same grid and texts.
void simulate_labelled(const Pool& pool, int runs, std::uint64_t seed);
/// The least deferral of any procedure for labelled promises: of tests without, and with, a coin.
void simulate_limit(const Pool& pool);
/// So many texts of a pool are one file.
inline constexpr std::size_t kFileTexts = 20000;
/// One file, once: the pool's texts in a drawn order, read by `runs` seeds.
void simulate_corpus(const Pool& pool, int runs, std::uint64_t seed);
/// Three tiers, a reference that the last tier is not, a given budget, and thresholds of classes.
void simulate_tiers(const Pool& pool, int runs, std::uint64_t seed);
/// Delays of the alarm, and false alarms within so many audits.
void simulate_watch(int runs, std::uint64_t seed, std::int64_t audits);
/// Pools made to break promises: risk just above the target, ties.
void simulate_synthetic(int runs, std::uint64_t seed);
/// A pool of labelled texts whose risk rises and falls along the threshold.
void simulate_signed(int runs, std::uint64_t seed);
/// Texts that come in documents.
void simulate_documents(int runs, std::uint64_t seed);

struct LearnedPool {
  std::string cascade;  ///< A directory, of two tiers.
  std::string texts;    ///< A file.
  std::string name;
  double keep = 0.98;
};
/// Label-free promises with a learned score, beside plain confidence on all texts.
void simulate_learned(const LearnedPool& pool, int runs, std::uint64_t seed);

}  // namespace tango::trust
