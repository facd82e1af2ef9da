#include "calibrate/corpus/disagreement.h"

#include <algorithm>
#include <cmath>

namespace tango::calibrate {
namespace {

// Floats near 1 hold no more than this.
constexpr double kNearest = 1e-6;

double logit_of(float confidence) {
  const double inside = std::isnan(confidence)
                            ? kNearest
                            : std::clamp(static_cast<double>(confidence), kNearest, 1 - kNearest);
  return std::log(inside / (1 - inside));
}

}  // namespace

double DisagreementModel::probability(float confidence) const {
  return 1 / (1 + std::exp(-(intercept + slope * logit_of(confidence))));
}

DisagreementModel fit_disagreement(std::span<const float> confidences,
                                   std::span<const bool> differs) {
  constexpr double kPullOfIntercept = 4;  // of priors of deviation 0.5 and 0.16
  constexpr double kPullOfSlope = 40;
  const DisagreementModel before;
  DisagreementModel model;
  for (int step = 0; step < 30; ++step) {
    double gradient[2] = {kPullOfIntercept * (before.intercept - model.intercept),
                          kPullOfSlope * (before.slope - model.slope)};
    double hessian[3] = {kPullOfIntercept, 0, kPullOfSlope};
    for (std::size_t i = 0; i < confidences.size(); ++i) {
      const double x = logit_of(confidences[i]);
      const double probability = model.probability(confidences[i]);
      const double residual = (differs[i] ? 1 : 0) - probability;
      const double weight = probability * (1 - probability);
      gradient[0] += residual;
      gradient[1] += residual * x;
      hessian[0] += weight;
      hessian[1] += weight * x;
      hessian[2] += weight * x * x;
    }
    const double determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
    const double shift = (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
    const double turn = (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
    model.intercept += std::clamp(shift, -1.0, 1.0);
    model.slope += std::clamp(turn, -1.0, 1.0);
  }
  return model;
}

}  // namespace tango::calibrate
