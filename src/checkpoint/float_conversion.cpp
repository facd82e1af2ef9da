#include "checkpoint/float_conversion.h"

#include <cstring>

#include "base/bfloat16.h"

namespace tango::checkpoint {
namespace {

template <float (*kConvert)(std::uint16_t)>
void convert(const std::byte* src, std::size_t count, float* dst) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t element = 0;
    std::memcpy(&element, src + i * sizeof(element), sizeof(element));
    dst[i] = kConvert(element);
  }
}

}  // namespace

void convert_half(const std::byte* src, std::size_t count, float* dst) {
  convert<float_from_half>(src, count, dst);
}

void convert_bfloat16(const std::byte* src, std::size_t count, float* dst) {
  convert<base::float_from_bfloat16>(src, count, dst);
}

void convert_double(const std::byte* src, std::size_t count, float* dst) {
  for (std::size_t i = 0; i < count; ++i) {
    double element = 0;
    std::memcpy(&element, src + i * sizeof(element), sizeof(element));
    dst[i] = static_cast<float>(element);
  }
}

}  // namespace tango::checkpoint
