// What some classifiers read instead of the first token.
#pragma once

#include <cstdint>
#include <span>

#include "base/team.h"

namespace tango::model {

/// `hidden` [tokens x width] → `means` [texts x width]: of each text, the mean of its rows. Every
/// member of the team calls it; each leaves it after all have finished.
void pool_mean(std::span<const std::int32_t> offsets, int width, const float* hidden,
               base::TeamMember& member, float* means);

}  // namespace tango::model
