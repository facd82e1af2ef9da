#include "recipe/seed_scores.h"

#include <cmath>
#include <numeric>

namespace tango::recipe {
namespace {

double deviation_of(const std::vector<double>& scores) {
  if (scores.size() < 2) return 0;
  const double middle = mean_of(scores);
  double sum = 0;
  for (const double score : scores) sum += (score - middle) * (score - middle);
  return std::sqrt(sum / static_cast<double>(scores.size() - 1));
}

}  // namespace

double mean_of(const std::vector<double>& scores) {
  return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

double shrunken_class_agreement(std::span<const int> wanted, std::span<const int> answers,
                                int num_labels) {
  std::vector<double> texts(static_cast<std::size_t>(num_labels));
  std::vector<double> kept(texts.size());
  double all_kept = 0;
  for (std::size_t text = 0; text < wanted.size(); ++text) {
    const auto label = static_cast<std::size_t>(wanted[text]);
    ++texts[label];
    if (answers[text] != wanted[text]) continue;
    ++kept[label];
    ++all_kept;
  }
  const double overall = all_kept / static_cast<double>(wanted.size());
  double sum = 0;
  double classes = 0;
  for (std::size_t label = 0; label < texts.size(); ++label) {
    if (texts[label] == 0) continue;
    ++classes;
    sum += (kept[label] + kPriorTexts * overall) / (texts[label] + kPriorTexts);
  }
  return classes > 0 ? sum / classes : 0;
}

base::Json seed_scores_json(const std::vector<std::string>& seeds,
                            const std::vector<double>& scores, std::size_t taken, double large) {
  const double mean = mean_of(scores);
  base::Json json{{"mean", mean},
                  {"deviation", deviation_of(scores)},
                  {"of_large", large > 0 ? mean / large : 0}};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    json["scores"][seeds[i].empty() ? "only" : seeds[i]] = scores[i];
  }
  if (scores.size() > 1) json["taken"] = seeds[taken];
  return json;
}

}  // namespace tango::recipe
