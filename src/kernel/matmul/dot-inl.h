// How a tile of a product multiplies and adds: one group of 4 bytes of a row with one vector of
// weights. Included once per target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_DOT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_DOT_INL_H_
#undef TANGO_KERNEL_DOT_INL_H_
#else
#define TANGO_KERNEL_DOT_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernel/bfloat16-inl.h"
#include "kernel/matmul/packed_weights.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

using Ints = hn::RebindToSigned<Floats>;
using IntVector = hn::Vec<Ints>;
using Shorts = hn::Repartition<std::int16_t, Floats>;
using ShortVector = hn::Vec<Shorts>;

constexpr bool kManyRegisters = HWY_TARGET <= HWY_AVX3;  // 32 vector registers instead of 16

HWY_INLINE std::int32_t load_group(const std::byte* memory) {
  std::int32_t group = 0;
  std::memcpy(&group, memory, sizeof(group));
  return group;
}

HWY_INLINE IntVector load_groups(const std::byte* memory) {
  return hn::LoadU(Ints(), reinterpret_cast<const std::int32_t*>(memory));
}

// Every Dot has: kMaxRows, the rows of its largest tile, so that the sums, weights and rows in use
// fit the registers; kLeftBytes, the bytes of one group of a row; Sum, Left (a group of a row, in
// every lane), Right (a group of weights of kLanes outputs); and add, which extends a sum by one
// group.

struct DotFloat32 {
  static constexpr Precision kPrecision = Precision::kFloat32;
  static constexpr int kMaxRows = 6;
  static constexpr int kLeftBytes = 4;
  using Sum = Vector;
  using Left = Vector;
  using Right = Vector;

  static HWY_INLINE Sum zero() { return hn::Zero(Floats()); }
  static HWY_INLINE Left left(const std::byte* memory) {
    return hn::BitCast(Floats(), hn::Set(Ints(), load_group(memory)));
  }
  static HWY_INLINE Right right(const std::byte* memory) {
    return hn::BitCast(Floats(), load_groups(memory));
  }
  static HWY_INLINE void add(Sum& sum, Left left, Right right) {
    sum = hn::MulAdd(left, right, sum);
  }
};

/// bfloat16 without instructions for it: the two halves of a group as fp32.
struct DotBfloat16Widened {
  static constexpr Precision kPrecision = Precision::kBfloat16;
  static constexpr int kMaxRows = kManyRegisters ? 5 : 4;
  static constexpr int kLeftBytes = 4;
  using Sum = Vector;
  struct Left {
    Vector low, high;
  };
  using Right = Left;

  static HWY_INLINE Sum zero() { return hn::Zero(Floats()); }
  static HWY_INLINE Left halves(IntVector groups) {
    const IntVector upper = hn::Set(Ints(), static_cast<std::int32_t>(0xFFFF0000U));
    return {hn::BitCast(Floats(), hn::ShiftLeft<16>(groups)),
            hn::BitCast(Floats(), hn::And(groups, upper))};
  }
  static HWY_INLINE Left left(const std::byte* memory) {
    return halves(hn::Set(Ints(), load_group(memory)));
  }
  static HWY_INLINE Right right(const std::byte* memory) { return halves(load_groups(memory)); }
  static HWY_INLINE void add(Sum& sum, const Left& left, const Right& right) {
    sum = hn::MulAdd(left.low, right.low, sum);
    sum = hn::MulAdd(left.high, right.high, sum);
  }
  /// A vector rounded to elements of a row.
  static HWY_INLINE void store(Vector values, Bfloat16* row) { store_bfloat16(values, row); }
};

/// The sums of neighbouring products, unsigned bytes by signed ones, in 16 bits: exact where the
/// magnitudes of two neighbouring weights add up to at most 128 (packed_weights.h).
HWY_INLINE ShortVector sums_of_pairs(IntVector values, IntVector weights) {
#if HWY_TARGET <= HWY_AVX3
  return ShortVector{_mm512_maddubs_epi16(values.raw, weights.raw)};
#elif HWY_TARGET <= HWY_AVX2
  return ShortVector{_mm256_maddubs_epi16(values.raw, weights.raw)};
#elif HWY_TARGET <= HWY_SSSE3
  return ShortVector{_mm_maddubs_epi16(values.raw, weights.raw)};
#else
  const ShortVector both = hn::BitCast(Shorts(), values);
  const ShortVector pairs = hn::BitCast(Shorts(), weights);
  const ShortVector even = hn::And(both, hn::Set(Shorts(), 0xFF));
  const ShortVector odd =
      hn::BitCast(Shorts(), hn::ShiftRight<8>(hn::BitCast(hn::RebindToUnsigned<Shorts>(), both)));
  return hn::Add(hn::Mul(even, hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs))),
                 hn::Mul(odd, hn::ShiftRight<8>(pairs)));
#endif
}

/// int8 without an instruction for it. A row's values are unsigned, shifted up by 128.
struct DotInt8Pairs {
  static constexpr Precision kPrecision = Precision::kInt8;
  static constexpr int kMaxRows = kManyRegisters ? 6 : 4;
  static constexpr int kLeftBytes = 4;
  using Sum = IntVector;
  using Left = IntVector;
  using Right = IntVector;

  static HWY_INLINE Sum zero() { return hn::Zero(Ints()); }
  static HWY_INLINE Left left(const std::byte* memory) {
    return hn::Set(Ints(), load_group(memory));
  }
  static HWY_INLINE Right right(const std::byte* memory) { return load_groups(memory); }
  static HWY_INLINE void add(Sum& sum, Left left, Right right) {
    IntVector unused = hn::Zero(Ints());
    const IntVector sums = hn::ReorderWidenMulAccumulate(
        Ints(), sums_of_pairs(left, right), hn::Set(Shorts(), 1), hn::Zero(Ints()), unused);
#if HWY_TARGET <= HWY_AVX2
    asm("vpaddd %1, %0, %0" : "+v"(sum.raw) : "v"(sums.raw));
#else
    sum = hn::Add(sum, sums);
#endif
  }
};

#if HWY_TARGET <= HWY_AVX3

// Instructions that Highway's target need not have (kernel/isa.cpp says whether the CPU does). They
// are written as assembly: GCC 12 copies the accumulators of their intrinsics, which halves the
// speed.

/// AVX512_BF16. Denormals count as 0.
struct DotBfloat16 : DotBfloat16Widened {
  static constexpr int kMaxRows = 6;
  using Left = IntVector;
  using Right = IntVector;

  static HWY_INLINE Left left(const std::byte* memory) {
    return hn::Set(Ints(), load_group(memory));
  }
  static HWY_INLINE Right right(const std::byte* memory) { return load_groups(memory); }
  static HWY_INLINE void add(Sum& sum, Left left, Right right) {
    asm("vdpbf16ps %2, %1, %0" : "+v"(sum.raw) : "v"(left.raw), "v"(right.raw));
  }
  static HWY_INLINE void store(Vector values, Bfloat16* row) {
    hn::Vec<HalfWords> rounded;
    asm("vcvtneps2bf16 %1, %0" : "=v"(rounded.raw) : "v"(values.raw));
    hn::StoreU(rounded, HalfWords(), reinterpret_cast<std::uint16_t*>(row));
  }
};

/// AVX512_VNNI.
struct DotInt8 : DotInt8Pairs {
  static HWY_INLINE void add(Sum& sum, Left left, Right right) {
    asm("vpdpbusd %2, %1, %0" : "+v"(sum.raw) : "v"(left.raw), "v"(right.raw));
  }
};

#else

using DotBfloat16 = DotBfloat16Widened;
using DotInt8 = DotInt8Pairs;

#endif

static_assert(!std::is_same_v<DotInt8, DotInt8Pairs> == (HWY_TARGET <= HWY_AVX3),
              "kernel/isa.cpp says by this rule whether products use AVX512_VNNI");

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_DOT_INL_H_
