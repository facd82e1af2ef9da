#include "train/network/lstm.h"

#include <span>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace tango::train {
namespace {

/// Which rows a step reads its previous state from, for either direction of time.
class Walk {
 public:
  Walk(const std::vector<std::int64_t>& active, const std::vector<std::int64_t>& first_row,
       bool reverse)
      : active_(active), first_row_(first_row), reverse_(reverse) {}

  [[nodiscard]] std::int64_t steps() const { return static_cast<std::int64_t>(active_.size()); }
  /// The `index`-th time step in this direction.
  [[nodiscard]] std::int64_t step(std::int64_t index) const {
    return reverse_ ? steps() - 1 - index : index;
  }
  [[nodiscard]] std::int64_t begin(std::int64_t step) const {
    return first_row_[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] std::int64_t texts(std::int64_t step) const {
    return active_[static_cast<std::size_t>(step)];
  }
  /// The step before `step` in this direction; -1 for none.
  [[nodiscard]] std::int64_t previous(std::int64_t step) const {
    return reverse_ ? (step + 1 < steps() ? step + 1 : -1) : step - 1;
  }
  /// How many of the texts at `step` have a previous state; they are the first ones.
  [[nodiscard]] std::int64_t continued(std::int64_t step) const {
    const std::int64_t before = previous(step);
    return before < 0 ? 0 : std::min(texts(step), texts(before));
  }

 private:
  const std::vector<std::int64_t>& active_;
  const std::vector<std::int64_t>& first_row_;
  bool reverse_;
};

/// What the backward pass needs of one direction.
struct Trace {
  at::Tensor gates;   // [rows x 4 hidden], activated
  at::Tensor cells;   // [rows x hidden]
  at::Tensor tanhs;   // of the cells
  at::Tensor hidden;  // [rows x hidden]
};

Trace run_forward(const Walk& walk, const at::Tensor& inputs, const LstmDirection& weights) {
  const std::int64_t size = weights.weight_hh.size(1);
  Trace trace;
  trace.gates = at::addmm(weights.bias_ih + weights.bias_hh, inputs, weights.weight_ih.t());
  trace.cells = at::empty({inputs.size(0), size}, inputs.options());
  trace.tanhs = at::empty_like(trace.cells);
  trace.hidden = at::empty_like(trace.cells);
  const at::Tensor recurrent = weights.weight_hh.t();
  for (std::int64_t index = 0; index < walk.steps(); ++index) {
    const std::int64_t step = walk.step(index);
    const std::int64_t begin = walk.begin(step);
    const std::int64_t texts = walk.texts(step);
    const std::int64_t continued = walk.continued(step);
    at::Tensor gates = trace.gates.narrow(0, begin, texts);
    at::Tensor cell = trace.cells.narrow(0, begin, texts);
    if (continued > 0) {
      const std::int64_t before = walk.begin(walk.previous(step));
      gates.narrow(0, 0, continued).addmm_(trace.hidden.narrow(0, before, continued), recurrent);
    }
    at::Tensor input_forget = gates.narrow(1, 0, 2 * size);
    at::Tensor candidate = gates.narrow(1, 2 * size, size);
    at::Tensor output = gates.narrow(1, 3 * size, size);
    input_forget.sigmoid_();
    candidate.tanh_();
    output.sigmoid_();
    at::mul_out(cell, gates.narrow(1, 0, size), candidate);
    if (continued > 0) {
      const std::int64_t before = walk.begin(walk.previous(step));
      cell.narrow(0, 0, continued)
          .addcmul_(gates.narrow(0, 0, continued).narrow(1, size, size),
                    trace.cells.narrow(0, before, continued));
    }
    at::Tensor tanh = trace.tanhs.narrow(0, begin, texts);
    at::tanh_out(tanh, cell);
    at::Tensor hidden = trace.hidden.narrow(0, begin, texts);
    at::mul_out(hidden, output, tanh);
  }
  return trace;
}

struct Gradients {
  at::Tensor inputs, weight_ih, weight_hh, bias;
};

/// `hidden_gradient` is the gradient of every hidden state from outside the layer.
Gradients run_backward(const Walk& walk, const Trace& trace, const at::Tensor& inputs,
                       const at::Tensor& weight_ih, const at::Tensor& weight_hh,
                       const at::Tensor& hidden_gradient) {
  const std::int64_t size = weight_hh.size(1);
  at::Tensor gates = at::empty_like(trace.gates);
  at::Tensor to_hidden = hidden_gradient.clone(at::MemoryFormat::Contiguous);
  at::Tensor to_cells = at::zeros_like(trace.cells);
  at::Tensor previous_hidden = at::zeros_like(trace.hidden);
  for (std::int64_t index = walk.steps() - 1; index >= 0; --index) {
    const std::int64_t step = walk.step(index);
    const std::int64_t begin = walk.begin(step);
    const std::int64_t texts = walk.texts(step);
    const std::int64_t continued = walk.continued(step);
    const std::int64_t before = continued > 0 ? walk.begin(walk.previous(step)) : 0;
    const auto gate = [&](const at::Tensor& all, std::int64_t which) {
      return all.narrow(0, begin, texts).narrow(1, which * size, size);
    };
    const at::Tensor input = gate(trace.gates, 0);
    const at::Tensor forget = gate(trace.gates, 1);
    const at::Tensor candidate = gate(trace.gates, 2);
    const at::Tensor output = gate(trace.gates, 3);
    const at::Tensor tanh = trace.tanhs.narrow(0, begin, texts);
    const at::Tensor hidden = to_hidden.narrow(0, begin, texts);
    at::Tensor cell = to_cells.narrow(0, begin, texts);

    // tanh_backward(g, y) = g (1 - y^2), sigmoid_backward(g, y) = g y (1 - y).
    cell.add_(at::tanh_backward(hidden * output, tanh));
    at::Tensor to_input = gate(gates, 0);
    at::Tensor to_forget = gate(gates, 1);
    at::Tensor to_candidate = gate(gates, 2);
    at::Tensor to_output = gate(gates, 3);
    at::sigmoid_backward_out(to_input, cell * candidate, input);
    at::tanh_backward_out(to_candidate, cell * input, candidate);
    at::sigmoid_backward_out(to_output, hidden * tanh, output);
    to_forget.zero_();
    if (continued == 0) continue;
    const at::Tensor old_cell = trace.cells.narrow(0, before, continued);
    const at::Tensor kept = forget.narrow(0, 0, continued);
    const at::Tensor kept_cell = cell.narrow(0, 0, continued);
    at::Tensor kept_forget = to_forget.narrow(0, 0, continued);
    at::sigmoid_backward_out(kept_forget, kept_cell * old_cell, kept);
    to_cells.narrow(0, before, continued).addcmul_(kept_cell, kept);
    to_hidden.narrow(0, before, continued).addmm_(gates.narrow(0, begin, continued), weight_hh);
    previous_hidden.narrow(0, begin, continued).copy_(trace.hidden.narrow(0, before, continued));
  }
  return {at::mm(gates, weight_ih), at::mm(gates.t(), inputs), at::mm(gates.t(), previous_hidden),
          gates.sum(0)};
}

/// Runs each direction, on a thread of its own where there are enough.
template <typename Function>
void on_each(std::size_t directions, Function&& function) {
  at::parallel_for(0, static_cast<std::int64_t>(directions), 1,
                   [&](std::int64_t begin, std::int64_t end) {
                     const at::NoGradGuard no_gradient;
                     for (std::int64_t i = begin; i < end; ++i)
                       function(static_cast<std::size_t>(i));
                   });
}

/// One direction, forward in time, or two.
struct LstmLayer : torch::autograd::Function<LstmLayer> {
  using Context = torch::autograd::AutogradContext;
  using Variables = torch::autograd::variable_list;

  static at::Tensor forward(Context* context, const at::Tensor& inputs,
                            const std::vector<std::int64_t>& active,
                            const std::vector<std::int64_t>& first_row, at::TensorList weights) {
    const std::size_t directions = weights.size() / 4;
    std::vector<Trace> traces(directions);
    on_each(directions, [&](std::size_t i) {
      const LstmDirection direction{weights[4 * i], weights[4 * i + 1], weights[4 * i + 2],
                                    weights[4 * i + 3]};
      traces.at(i) = run_forward(Walk(active, first_row, i == 1), inputs, direction);
    });
    Variables saved{inputs};
    for (std::size_t i = 0; i < directions; ++i) {
      saved.insert(saved.end(), {weights[4 * i], weights[4 * i + 1], traces.at(i).gates,
                                 traces.at(i).cells, traces.at(i).tanhs, traces.at(i).hidden});
    }
    context->save_for_backward(saved);
    context->saved_data["active"] = active;
    context->saved_data["first_row"] = first_row;
    return directions == 1 ? traces[0].hidden : at::cat({traces[0].hidden, traces[1].hidden}, 1);
  }

  static Variables backward(Context* context, const Variables& gradients) {
    const Variables saved = context->get_saved_variables();
    const std::vector<std::int64_t> active = context->saved_data["active"].toIntVector();
    const std::vector<std::int64_t> first_row = context->saved_data["first_row"].toIntVector();
    const std::size_t directions = saved.size() / 6;
    const std::int64_t size = gradients[0].size(1) / static_cast<std::int64_t>(directions);
    std::vector<Gradients> results(directions);
    on_each(directions, [&](std::size_t i) {
      const at::Tensor* of_direction = &saved[1 + 6 * i];
      const Trace trace{of_direction[2], of_direction[3], of_direction[4], of_direction[5]};
      results.at(i) = run_backward(
          Walk(active, first_row, i == 1), trace, saved[0], of_direction[0], of_direction[1],
          gradients[0].narrow(1, static_cast<std::int64_t>(i) * size, size));
    });
    Variables all{
        directions == 1 ? results[0].inputs : results[0].inputs + results[1].inputs, {}, {}};
    for (const Gradients& result : results) {
      all.insert(all.end(), {result.weight_ih, result.weight_hh, result.bias, result.bias});
    }
    return all;
  }
};

}  // namespace

namespace {

at::Tensor lstm(const PackedSequence& sequence, const at::Tensor& inputs,
                std::span<const LstmDirection> directions) {
  std::vector<at::Tensor> weights;
  for (const LstmDirection& one : directions) {
    weights.insert(weights.end(), {one.weight_ih, one.weight_hh, one.bias_ih, one.bias_hh});
  }
  return LstmLayer::apply(inputs, sequence.active_texts, sequence.first_row,
                          at::TensorList(weights));
}

}  // namespace

at::Tensor bidirectional_lstm(const PackedSequence& sequence, const at::Tensor& inputs,
                              const std::array<LstmDirection, 2>& directions) {
  return lstm(sequence, inputs, directions);
}

at::Tensor forward_lstm(const PackedSequence& sequence, const at::Tensor& inputs,
                        const LstmDirection& direction) {
  return lstm(sequence, inputs, {&direction, 1});
}

}  // namespace tango::train
