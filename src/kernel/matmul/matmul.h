// dst = src * weights^T + bias, for weights that are packed once and used for ever.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/isa.h"
#include "tensor/aligned_buffer.h"
#include "tensor/tensor.h"

namespace tango::kernel {

/// A linear layer's product. Rows run through a few panels of fixed sizes, all from one bounded set
/// of oneDNN primitives that layers of the same shape share; the panels give a row the same bits
/// whatever its panel (checked once a shape when the primitives are made; where a CPU breaks that,
/// one size serves all). Thread-safe to run; it never leaves the calling thread.
class Matmul {
 public:
  /// Memory for one run at a time; grows, then settles.
  using Scratch = tensor::AlignedBuffer<std::byte>;

  /// `weights` is [outputs x inputs], as checkpoints store it; `bias` is [outputs]. Copies both.
  Matmul(const tensor::Tensor& weights, const tensor::Tensor& bias);
  ~Matmul();
  Matmul(Matmul&& other) noexcept;
  Matmul& operator=(Matmul&& other) noexcept;
  Matmul(const Matmul&) = delete;
  Matmul& operator=(const Matmul&) = delete;

  /// The rows that `src` and `dst` must have room for: panels read and write past `rows`.
  [[nodiscard]] static int padded_rows(int rows);

  /// src [padded_rows(rows) x inputs], dst [padded_rows(rows) x outputs], both dense, apart. Rows
  /// from `rows` on hold anything before and after.
  void run(const float* src, int rows, float* dst, Scratch& scratch) const;

  [[nodiscard]] int inputs() const;
  [[nodiscard]] int outputs() const;

  /// What oneDNN calls the code that runs, for example "brg:avx512_core".
  [[nodiscard]] const std::string& implementation() const;

 private:
  struct Packed;
  std::unique_ptr<Packed> packed_;
};

/// Holds oneDNN to `isa`; false when something has used oneDNN already.
[[nodiscard]] bool limit_matmul_isa(base::Isa isa);

/// The implementations of every product made so far in this process, each once.
[[nodiscard]] std::vector<std::string> matmul_implementations();

/// The widest instruction set that oneDNN will use, for example "avx512_core".
[[nodiscard]] std::string_view matmul_isa();

namespace reference {

/// The same in plain C++, sums in double.
void matmul(const float* src, const float* weights, const float* bias, int rows, int inputs,
            int outputs, float* dst);

}  // namespace reference
}  // namespace tango::kernel
