#include "cascade/confidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <tango/error.h>

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;

constexpr std::array<std::pair<std::string_view, ConfidenceKind>, 5> kKinds{
    {{"max_probability", ConfidenceKind::kMaxProbability},
     {"margin", ConfidenceKind::kMargin},
     {"entropy", ConfidenceKind::kEntropy},
     {"energy", ConfidenceKind::kEnergy},
     {"learned", ConfidenceKind::kLearned}}};

std::vector<float> softmax(std::span<const float> logits, double temperature) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> exponentials;
  exponentials.reserve(logits.size());
  double sum = 0;
  for (const float logit : logits) {
    exponentials.push_back(std::exp((logit - largest) / temperature));
    sum += exponentials.back();
  }
  std::vector<float> probabilities;
  probabilities.reserve(logits.size());
  for (const double value : exponentials) probabilities.push_back(static_cast<float>(value / sum));
  return probabilities;
}

double margin(std::span<const float> probabilities) {
  float first = 0;
  float second = 0;
  for (const float probability : probabilities) {
    if (probability > first) {
      second = std::exchange(first, probability);
    } else {
      second = std::max(second, probability);
    }
  }
  return probabilities.size() < 2 ? 1 : static_cast<double>(first) - second;
}

double certainty(std::span<const float> probabilities) {
  if (probabilities.size() < 2) return 1;
  double entropy = 0;
  for (const double probability : probabilities) {
    if (probability > 0) entropy -= probability * std::log(probability);
  }
  return 1 - entropy / std::log(static_cast<double>(probabilities.size()));
}

double energy(std::span<const float> logits, double temperature) {
  // S / (S + n) = sigmoid(log S - log n), with the largest logit taken out of the sum.
  const double largest = *std::max_element(logits.begin(), logits.end()) / temperature;
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit / temperature - largest);
  const double excess = largest + std::log(sum) - std::log(static_cast<double>(logits.size()));
  return 1 / (1 + std::exp(-excess));
}

double least_certain(std::span<const float> probabilities) {
  float least = 1;
  for (const float p : probabilities) least = std::min(least, std::max(p, 1 - p));
  return least;
}

double unclamped(std::span<const float> logits, std::span<const float> scores,
                 ProblemType problem_type, ConfidenceKind kind, double temperature) {
  if (problem_type == ProblemType::kRegression) return 1;
  if (problem_type == ProblemType::kMultiLabelClassification) return least_certain(scores);
  switch (kind) {
    case ConfidenceKind::kMaxProbability:
    case ConfidenceKind::kLearned:
      return *std::max_element(scores.begin(), scores.end());
    case ConfidenceKind::kMargin:
      return margin(scores);
    case ConfidenceKind::kEntropy:
      return certainty(scores);
    case ConfidenceKind::kEnergy:
      return energy(logits, temperature);
  }
  return 0;
}

}  // namespace

ConfidenceKind parse_confidence_kind(std::string_view name) {
  for (const auto& [word, kind] : kKinds) {
    if (word == name) return kind;
  }
  throw Error(ErrorCode::kUsage,
              "no confidence called \"" + std::string(name) +
                  "\"; use max_probability, margin, entropy, energy, or learned where the cascade "
                  "has a learned score",
              {"confidence"});
}

std::string_view to_string(ConfidenceKind kind) {
  return kKinds.at(static_cast<std::size_t>(kind)).first;
}

std::vector<float> scores_of(std::span<const float> logits, ProblemType problem_type,
                             float temperature) {
  if (problem_type == ProblemType::kSingleLabelClassification) return softmax(logits, temperature);
  std::vector<float> scores(logits.begin(), logits.end());
  if (problem_type == ProblemType::kMultiLabelClassification) {
    for (float& score : scores) score = 1 / (1 + std::exp(-score / temperature));
  }
  return scores;
}

float confidence_of(std::span<const float> logits, std::span<const float> scores,
                    ProblemType problem_type, ConfidenceKind kind, float temperature) {
  if (!std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) {
    return 0;
  }
  const double value = unclamped(logits, scores, problem_type, kind, temperature);
  return static_cast<float>(std::clamp(value, 0.0, 1.0));
}

}  // namespace tango::cascade
