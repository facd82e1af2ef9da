// The instruction sets that Highway compiles the kernels for. Included before any header of
// Highway.
#pragma once

#ifdef HWY_TARGETS
#error "include kernel/targets.h before Highway"
#endif

// Better targets have lower bits. AVX3 is AVX-512 as in Skylake: what newer CPUs add to it,
// products ask for by name (dot-inl.h), so that the targets that newer versions of Highway add
// above it would compile the same kernels again.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_AVX3 - 1)
#endif

#include <hwy/detect_targets.h>

static_assert(HWY_AVX3 < HWY_AVX2 && HWY_AVX2 < HWY_SSE4,
              "kernel/isa.cpp and dot-inl.h count on better targets having lower bits");
static_assert((HWY_TARGETS & (2 * HWY_AVX3 - 1)) != 0,
              "no kernel would be compiled for AVX-512, where the VNNI and BF16 products are");
