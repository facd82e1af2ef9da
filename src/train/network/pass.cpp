#include "train/network/pass.h"

#include <string>

#include <ATen/Parallel.h>

#include "base/random.h"

namespace tango::train {
namespace {

constexpr std::int64_t kDrawsOf64Bits = 4;  // 16 bits each
constexpr double kDrawRange = 65536;

/// 0 or `kept`, [shape of `like`].
template <typename Value>
void fill_mask(Value* mask, std::int64_t count, const base::RandomStream& random,
               std::uint32_t dropped, Value kept) {
  const std::int64_t groups = (count + kDrawsOf64Bits - 1) / kDrawsOf64Bits;
  at::parallel_for(0, groups, 1 << 12, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t group = begin; group < end; ++group) {
      std::uint64_t bits = random.bits(static_cast<std::uint64_t>(group));
      const std::int64_t first = group * kDrawsOf64Bits;
      const std::int64_t last = std::min(first + kDrawsOf64Bits, count);
      for (std::int64_t i = first; i < last; ++i, bits >>= 16U) {
        mask[i] = (bits & 0xFFFFU) < dropped ? Value(0) : kept;
      }
    }
  });
}

}  // namespace

at::Tensor Pass::dropout(const at::Tensor& values, double probability) {
  if (!training_ || probability <= 0) return values;
  const base::RandomStream random(base::mix64(seed_ ^ base::mix64(step_)),
                                  "dropout " + std::to_string(place_++));
  const auto dropped = static_cast<std::uint32_t>(probability * kDrawRange);
  const double kept = kDrawRange / (kDrawRange - dropped);
  const at::Tensor mask = at::empty(values.sizes(), values.scalar_type());
  if (values.scalar_type() == at::kBFloat16) {
    fill_mask(mask.data_ptr<at::BFloat16>(), mask.numel(), random, dropped,
              at::BFloat16(static_cast<float>(kept)));
  } else {
    fill_mask(mask.data_ptr<float>(), mask.numel(), random, dropped, static_cast<float>(kept));
  }
  return values * mask.to(values.device());
}

double Pass::draw() {
  const base::RandomStream random(base::mix64(seed_ ^ base::mix64(step_)),
                                  "draw " + std::to_string(place_++));
  return (static_cast<double>(random.signed_unit(0)) + 1) / 2;
}

}  // namespace tango::train
