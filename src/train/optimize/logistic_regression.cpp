#include "train/optimize/logistic_regression.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <mutex>
#include <numeric>
#include <utility>

#include <ATen/Parallel.h>
#include <torch/optim/lbfgs.h>

namespace tango::train {
namespace {

constexpr int kFoldsOfTexts = 5;
constexpr std::array kPenalties{0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0};
constexpr std::int64_t kMostSteps = 300;
constexpr std::int64_t kMostRoughSteps = 60;  // from the fit with the C before
constexpr double kLeastGain = 0.005;  // a share of the loss: what fits that near still tell apart
constexpr std::int64_t kHistory = 10;

at::Tensor log_probabilities(const Features& features, const LogisticRegression& model) {
  return at::log_softmax(features.times(model.weights) + model.bias, 1);
}

/// 1 for the texts of a fold.
at::Tensor shares_of_fold(std::int64_t texts, int fold) {
  return (at::arange(texts, at::kLong).remainder(kFoldsOfTexts) == fold).to(at::kDouble);
}

}  // namespace

LogisticRegression blank_regression(const Features& features, const at::Tensor& targets) {
  return {at::zeros({features.columns(), targets.size(1)}, at::kDouble),
          at::zeros({targets.size(1)}, at::kDouble)};
}

LogisticRegression fit_regression(const Features& features, const at::Tensor& targets,
                                  const at::Tensor& shares, double c, LogisticRegression start,
                                  Nearness nearness) {
  const at::NoGradGuard no_grad;
  LogisticRegression model{start.weights.clone(), start.bias.clone()};
  const double texts = shares.sum().item<double>();
  const double penalty = 1 / (c * texts);
  const bool is_rough = nearness == Nearness::kRough;
  const at::Tensor part = (shares / texts).unsqueeze(1);
  torch::optim::LBFGS optimizer(std::vector<at::Tensor>{model.weights, model.bias},
                                torch::optim::LBFGSOptions(1)
                                    .max_iter(is_rough ? kMostRoughSteps : kMostSteps)
                                    .history_size(kHistory)
                                    .tolerance_grad(1e-7)
                                    .tolerance_change(1e-10)
                                    .line_search_fn("strong_wolfe"));
  (void)optimizer.step([&] {
    const at::NoGradGuard by_hand;
    const at::Tensor logs = log_probabilities(features, model);
    const at::Tensor errors = (logs.exp() - targets) * part;
    model.weights.mutable_grad() = features.transposed_times(errors) + penalty * model.weights;
    model.bias.mutable_grad() = errors.sum(0);
    return -(targets * logs * part).sum() + penalty / 2 * model.weights.square().sum();
  });
  return {model.weights.detach(), model.bias.detach()};
}

double cross_entropy(const Features& features, const at::Tensor& targets, const at::Tensor& shares,
                     const LogisticRegression& model) {
  const at::Tensor logs = log_probabilities(features, model);
  return (-(targets * logs).sum(1) * shares).sum().item<double>() / shares.sum().item<double>();
}

CrossValidation cross_validate(const Features& features, const at::Tensor& targets, int threads,
                               const std::function<void(int done, int most)>& on_fit) {
  const std::int64_t texts = features.rows();
  std::vector<LogisticRegression> models(kFoldsOfTexts, blank_regression(features, targets));
  CrossValidation found;
  double least = 0;
  std::size_t best = 0;
  int done = 0;
  std::mutex telling;
  for (const double c : kPenalties) {
    std::atomic<int> next = 0;
    std::array<double, kFoldsOfTexts> losses{};
    const auto fit_folds = [&] {
      at::set_num_threads(1);  // of this thread
      for (int fold = next++; fold < kFoldsOfTexts; fold = next++) {
        const auto place = static_cast<std::size_t>(fold);
        const at::Tensor held_out = shares_of_fold(texts, fold);
        models[place] = fit_regression(features, targets, 1 - held_out, c, std::move(models[place]),
                                       Nearness::kRough);
        losses[place] = cross_entropy(features, targets, held_out, models[place]);
        const std::lock_guard lock(telling);
        on_fit(++done, kFoldsOfTexts * static_cast<int>(kPenalties.size()));
      }
    };
    std::vector<std::future<void>> workers;
    for (int worker = 0; worker < std::min(threads, kFoldsOfTexts); ++worker) {
      workers.push_back(std::async(std::launch::async, fit_folds));
    }
    for (std::future<void>& one : workers) one.get();
    const double loss = std::accumulate(losses.begin(), losses.end(), 0.0) / kFoldsOfTexts;
    found.trials.push_back({c, loss});
    if (found.trials.size() == 1 || loss < (1 - kLeastGain) * least) {
      least = loss;
      best = found.trials.size() - 1;
    } else if (found.trials.size() > best + 2) {
      break;
    }
  }
  found.best_c = found.trials[best].c;
  return found;
}

}  // namespace tango::train
