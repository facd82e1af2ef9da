#include "train/run/shards.h"

#include <algorithm>
#include <future>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace tango::train {
namespace {

struct Part {
  double loss = 0;
  std::vector<at::Tensor> gradients;  ///< One per parameter; undefined where it has none.
};

std::vector<at::Tensor> values_of(const std::vector<Parameter>& parameters) {
  std::vector<at::Tensor> values;
  values.reserve(parameters.size());
  for (const Parameter& one : parameters) values.push_back(one.value);
  return values;
}

}  // namespace

Shards::Shards(const Objective& objective, const std::vector<Parameter>& trained,
               std::int64_t count)
    : objective_(objective), trained_(values_of(trained)), count_(count) {}

double Shards::backward(const Rows& rows, std::uint64_t seed, std::int64_t step) const {
  const auto texts = static_cast<std::int64_t>(rows.size());
  const std::int64_t count = std::min(count_, texts);
  if (count == 1) {
    Pass pass(seed, static_cast<std::uint64_t>(step));
    const at::Tensor loss = objective_.loss(objective_.data->batch(rows), pass);
    loss.backward();
    return loss.item<double>();
  }
  const auto compute = [&](std::int64_t number) {
    at::set_num_threads(1);  // of this thread
    const Rows own(rows.begin() + texts * number / count,
                   rows.begin() + texts * (number + 1) / count);
    Pass pass(seed, static_cast<std::uint64_t>(step * count_ + number));
    const double weight = static_cast<double>(own.size()) / static_cast<double>(texts);
    const at::Tensor loss = objective_.loss(objective_.data->batch(own), pass) * weight;
    return Part{loss.item<double>(),
                torch::autograd::grad({loss}, trained_, {}, {}, false, /*allow_unused=*/true)};
  };
  std::vector<std::future<Part>> parts;
  parts.reserve(static_cast<std::size_t>(count));
  for (std::int64_t number = 0; number < count; ++number) {
    parts.push_back(std::async(std::launch::async, compute, number));
  }
  const at::NoGradGuard no_gradient;
  double loss = 0;
  for (auto& one : parts) {
    const Part part = one.get();
    loss += part.loss;
    for (std::size_t i = 0; i < trained_.size(); ++i) {
      const at::Tensor& gradient = part.gradients[i];
      if (!gradient.defined()) continue;
      at::Tensor& sum = trained_[i].mutable_grad();
      sum = sum.defined() ? sum + gradient : gradient;  // gradients may share their storage
    }
  }
  return loss;
}

}  // namespace tango::train
