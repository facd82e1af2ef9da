#include "kernel/matmul/matmul.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include <dnnl.hpp>

#include "base/random.h"

// From OpenMP's library; clang comes without its header, omp.h.
extern "C" {
int omp_get_max_threads();
void omp_set_num_threads(int);
}

namespace tango::kernel {
namespace {

using dnnl::memory;

// Sizes that leave no remainder which oneDNN 2.6 rounds differently (on AVX2 8, 32 and 512 rows
// do); measured on AVX-512, AVX2 and SSE4.1. 192 rows reach the peak, 16 serve a lone short text.
constexpr std::array<int, 4> kPanelRows{192, 96, 48, 16};
constexpr int kOnlyPanelRows = 48;

/// oneDNN starts OpenMP threads unless told not to, which spin; and it chooses its blocking by
/// their number. So both making and running happen inside one of these.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  ~OneThread() {
    if (before_ != 1) omp_set_num_threads(before_);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::desc rows_of(int rows, int width) {
  return {{rows, width}, memory::data_type::f32, memory::format_tag::ab};
}

struct Panel {
  int rows = 0;
  dnnl::matmul primitive;
  memory::desc src, dst, scratch;
};

Panel make_panel(int rows, int inputs, int outputs, const memory::desc& weights,
                 dnnl::matmul::primitive_desc& made) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  Panel panel{rows, {}, rows_of(rows, inputs), rows_of(rows, outputs), {}};
  made = {{panel.src, weights, rows_of(1, outputs), panel.dst}, attributes, cpu()};
  panel.primitive = dnnl::matmul(made);
  panel.scratch = made.scratchpad_desc();
  return panel;
}

void run_panel(const Panel& panel, const memory& weights, const memory& bias, const float* src,
               float* dst, std::byte* scratch) {
  static const dnnl::stream stream(cpu());
  const memory source(panel.src, cpu(), const_cast<float*>(src));
  const memory destination(panel.dst, cpu(), dst);
  const memory pad(panel.scratch, cpu(), scratch);
  panel.primitive.execute(stream, {{DNNL_ARG_SRC, source},
                                   {DNNL_ARG_WEIGHTS, weights},
                                   {DNNL_ARG_BIAS, bias},
                                   {DNNL_ARG_DST, destination},
                                   {DNNL_ARG_SCRATCHPAD, pad}});
}

/// The primitives of one shape, largest panel first; they share one packing of the weights.
struct Plan {
  memory::desc packed_weights;
  std::string implementation;
  std::vector<Panel> panels;
  std::size_t scratch_bytes = 0;
};

/// Whether every panel gives its rows the bits that the largest panel gives them.
bool panels_agree(const Plan& plan, int inputs, int outputs) {
  const int most = plan.panels.front().rows;
  const auto elements = [](int rows, int width) { return static_cast<std::size_t>(rows) * width; };
  const base::RandomStream noise(1, "panels_agree");
  tensor::AlignedBuffer<float> src(elements(most, inputs));
  for (std::size_t i = 0; i < src.size(); ++i) src.data()[i] = noise.signed_unit(i);
  memory weights(plan.packed_weights, cpu());
  auto* weight = static_cast<float*>(weights.get_data_handle());
  for (std::size_t i = 0; i < weights.get_desc().get_size() / sizeof(float); ++i) {
    weight[i] = noise.signed_unit(i + src.size());
  }
  tensor::AlignedBuffer<float> bias(static_cast<std::size_t>(outputs));
  std::fill_n(bias.data(), outputs, 0.5F);
  const memory bias_memory(rows_of(1, outputs), cpu(), bias.data());
  Matmul::Scratch scratch(plan.scratch_bytes);
  tensor::AlignedBuffer<float> expected(elements(most, outputs));
  tensor::AlignedBuffer<float> found(elements(most, outputs));
  run_panel(plan.panels.front(), weights, bias_memory, src.data(), expected.data(), scratch.data());
  return std::all_of(plan.panels.begin() + 1, plan.panels.end(), [&](const Panel& panel) {
    for (int row = 0; row + panel.rows <= most; row += panel.rows) {
      run_panel(panel, weights, bias_memory, src.data() + elements(row, inputs),
                found.data() + elements(row, outputs), scratch.data());
    }
    return std::memcmp(found.data(), expected.data(), found.size() * sizeof(float)) == 0;
  });
}

Plan make_plan(int inputs, int outputs) {
  Plan plan;
  dnnl::matmul::primitive_desc made;
  plan.packed_weights = {{inputs, outputs}, memory::data_type::f32, memory::format_tag::any};
  for (const int rows : kPanelRows) {
    plan.panels.push_back(make_panel(rows, inputs, outputs, plan.packed_weights, made));
    plan.packed_weights = made.weights_desc();
    plan.scratch_bytes = std::max(plan.scratch_bytes, plan.panels.back().scratch.get_size());
    plan.implementation = made.impl_info_str();
  }
  if (!panels_agree(plan, inputs, outputs)) {
    std::erase_if(plan.panels, [](const Panel& panel) { return panel.rows != kOnlyPanelRows; });
  }
  return plan;
}

/// Plans live as long as the process: there are a handful of shapes in a model.
struct Plans {
  std::mutex mutex;
  std::map<std::pair<int, int>, Plan> by_shape;
};

Plans& plans() {
  static Plans plans;
  return plans;
}

const Plan& plan_of(int inputs, int outputs) {
  const std::scoped_lock lock(plans().mutex);
  std::map<std::pair<int, int>, Plan>& by_shape = plans().by_shape;
  const auto found = by_shape.find({inputs, outputs});
  if (found != by_shape.end()) return found->second;
  return by_shape.emplace(std::pair(inputs, outputs), make_plan(inputs, outputs)).first->second;
}

}  // namespace

struct Matmul::Packed {
  int inputs, outputs;
  const Plan& plan;
  memory weights, bias;
};

Matmul::Matmul(const tensor::Tensor& weights, const tensor::Tensor& bias) {
  const OneThread one_thread;
  const int outputs = static_cast<int>(weights.shape()[0]);
  const int inputs = static_cast<int>(weights.shape()[1]);
  const Plan& plan = plan_of(inputs, outputs);
  packed_ =
      std::make_unique<Packed>(Packed{inputs, outputs, plan, memory(plan.packed_weights, cpu()),
                                      memory(rows_of(1, outputs), cpu())});
  const memory::desc transposed({inputs, outputs}, memory::data_type::f32, memory::format_tag::ba);
  memory source(transposed, cpu(), const_cast<float*>(weights.data()));
  dnnl::stream stream(cpu());
  dnnl::reorder(source, packed_->weights).execute(stream, source, packed_->weights);
  stream.wait();
  std::copy_n(bias.data(), outputs, static_cast<float*>(packed_->bias.get_data_handle()));
}

Matmul::~Matmul() = default;
Matmul::Matmul(Matmul&& other) noexcept = default;
Matmul& Matmul::operator=(Matmul&& other) noexcept = default;

int Matmul::padded_rows(int rows) {
  return (rows + kOnlyPanelRows - 1) / kOnlyPanelRows * kOnlyPanelRows;
}

void Matmul::run(const float* src, int rows, float* dst, Scratch& scratch) const {
  const OneThread one_thread;
  scratch.resize(std::max(scratch.size(), packed_->plan.scratch_bytes));
  const std::vector<Panel>& panels = packed_->plan.panels;
  const int smallest = panels.back().rows;
  const int end = (rows + smallest - 1) / smallest * smallest;
  int row = 0;
  for (const Panel& panel : panels) {
    for (; row + panel.rows <= end; row += panel.rows) {
      run_panel(panel, packed_->weights, packed_->bias,
                src + static_cast<std::ptrdiff_t>(row) * packed_->inputs,
                dst + static_cast<std::ptrdiff_t>(row) * packed_->outputs, scratch.data());
    }
  }
}

int Matmul::inputs() const { return packed_->inputs; }
int Matmul::outputs() const { return packed_->outputs; }
const std::string& Matmul::implementation() const { return packed_->plan.implementation; }

bool limit_matmul_isa(base::Isa isa) {
  const dnnl_cpu_isa_t limit = isa == base::Isa::kSse4   ? dnnl_cpu_isa_sse41
                               : isa == base::Isa::kAvx2 ? dnnl_cpu_isa_avx2
                                                         : dnnl_cpu_isa_avx512_core;
  return dnnl_set_max_cpu_isa(limit) == dnnl_success;
}

std::vector<std::string> matmul_implementations() {
  const std::scoped_lock lock(plans().mutex);
  std::set<std::string> names;
  for (const auto& [shape, plan] : plans().by_shape) names.insert(plan.implementation);
  return {names.begin(), names.end()};
}

std::string_view matmul_isa() {
  switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41:
      return "sse41";
    case dnnl_cpu_isa_avx:
      return "avx";
    case dnnl_cpu_isa_avx2:
    case dnnl_cpu_isa_avx2_vnni:
      return "avx2";
    case dnnl_cpu_isa_avx512_core:
    case dnnl_cpu_isa_avx512_core_vnni:
      return "avx512_core";
    case dnnl_cpu_isa_avx512_core_bf16:
      return "avx512_core_bf16";
    case dnnl_cpu_isa_avx512_core_amx:
      return "avx512_core_amx";
    default:
      return "other";
  }
}

}  // namespace tango::kernel
