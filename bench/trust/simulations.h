// The simulations that bench/trust.py asks for by name.
#pragma once

#include <cstdint>

#include "trust/pool.h"

namespace tango::trust {

inline constexpr double kSignificance = 0.05;

/// Label-free promises: everywhere, with the floor of a class, and its class bounds.
void simulate_label_free(const Pool& pool, int runs, std::uint64_t seed);
/// Labelled promises, beside the normal approximation on the same grid and texts.
void simulate_labelled(const Pool& pool, int runs, std::uint64_t seed);
/// Pools made to break promises: risk just above the target, ties, documents.
void simulate_synthetic(int runs, std::uint64_t seed);

}  // namespace tango::trust
