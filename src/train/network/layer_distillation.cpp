#include "train/network/layer_distillation.h"

#include <cmath>

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <tango/error.h>

namespace tango::train {
namespace {

constexpr const char* kProjection = "projection";

/// The mean over the elements where `there`, which is broadcast, is 1.
at::Tensor masked_error(const at::Tensor& found, const at::Tensor& wanted,
                        const at::Tensor& there) {
  const at::Tensor error = (found - wanted) * there;
  return error.square().sum() / there.expand_as(error).sum();
}

}  // namespace

LayerDistillation::LayerDistillation(const Encoder& student,
                                     const checkpoint::EncoderConfig& student_config,
                                     const Encoder& teacher,
                                     const checkpoint::EncoderConfig& teacher_config,
                                     std::uint64_t seed)
    : student_(student),
      teacher_(teacher),
      step_(static_cast<std::size_t>(teacher_config.num_layers / student_config.num_layers)) {
  if (teacher_config.num_layers % student_config.num_layers != 0 ||
      teacher_config.num_heads != student_config.num_heads) {
    throw Error(
        ErrorCode::kUnsupported,
        fmt::format("to distil layers, the teacher needs a multiple of the student's layers, and "
                    "as many heads: the student has {} layers with {} heads, the teacher {} with "
                    "{}",
                    student_config.num_layers, student_config.num_heads, teacher_config.num_layers,
                    teacher_config.num_heads));
  }
  const double limit = 1 / std::sqrt(static_cast<double>(student_config.hidden_size));
  parameters_.add(kProjection,
                  uniform_tensor({teacher_config.hidden_size, student_config.hidden_size}, limit,
                                 seed, kProjection));
  parameters_.set_trainable(true);
}

at::Tensor LayerDistillation::loss(const Batch& student_batch, const Batch& teacher_batch,
                                   Pass& pass) const {
  std::vector<at::Tensor> wanted_scores, scores;
  std::vector<at::Tensor> wanted;
  {
    const at::NoGradGuard frozen;
    wanted = teacher_.hidden_states(teacher_batch, pass, &wanted_scores);
  }
  const std::vector<at::Tensor> states = student_.hidden_states(student_batch, pass, &scores);

  const std::int64_t length = student_batch.token_ids.size(1);
  const at::Tensor token_there =
      (at::arange(length, at::kLong).unsqueeze(0) < student_batch.lengths.unsqueeze(1))
          .to(states.front().device(), at::kFloat);
  const at::Tensor of_states = token_there.unsqueeze(-1);
  const at::Tensor of_scores =
      (token_there.unsqueeze(1) * token_there.unsqueeze(2)).unsqueeze(1);  // [texts x 1 x n x n]
  const at::Tensor projection = parameters_.at(kProjection).to(states.front().device());
  at::Tensor sum = at::zeros({}, at::kFloat);
  for (std::size_t m = 0; m < states.size(); ++m) {
    sum = sum + masked_error(at::linear(states[m], projection), wanted[m * step_], of_states);
  }
  const at::Tensor none = of_scores == 0;
  for (std::size_t m = 0; m < scores.size(); ++m) {
    const at::Tensor found = scores[m].to(at::kFloat).masked_fill(none, 0);
    const at::Tensor aim = wanted_scores[(m + 1) * step_ - 1].to(at::kFloat).masked_fill(none, 0);
    sum = sum + masked_error(found, aim, of_scores);
  }
  return sum;
}

}  // namespace tango::train
