// Samples and answers of tiers that tests of certificates are made of.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

/// `texts` different texts, each a row.
inline Sample sample_of(std::size_t texts) {
  Sample sample;
  sample.texts.resize(texts);
  sample.rows.resize(texts);
  std::iota(sample.rows.begin(), sample.rows.end(), std::size_t{0});
  sample.groups.assign(sample.rows.begin(), sample.rows.end());
  return sample;
}

/// Confidence falls from 0.99 with the text's number; classes take turns; texts
/// in `differing` get the other class from tier 1.
inline TierOutputs outputs_of(std::size_t texts, const std::vector<std::size_t>& differing) {
  TierOutputs outputs;
  outputs.confidences.resize(2);
  outputs.answers.resize(2);
  outputs.seconds = {0.1, 1};
  for (std::size_t text = 0; text < texts; ++text) {
    const float place = static_cast<float>(text) / static_cast<float>(texts);
    outputs.confidences[0].push_back(0.99F - 0.4F * place);
    outputs.confidences[1].push_back(1);
    outputs.answers[0].push_back(text % 2);
    outputs.answers[1].push_back(text % 2);
  }
  for (const std::size_t text : differing) outputs.answers[0][text] = 1 - text % 2;
  return outputs;
}

inline const std::vector<std::string> kClasses{"no", "yes"};

/// With a second tier that answers as the first.
inline TierOutputs three_tiers(std::size_t texts, const std::vector<std::size_t>& differing,
                               const std::vector<double>& seconds) {
  TierOutputs outputs = outputs_of(texts, differing);
  outputs.confidences.insert(outputs.confidences.begin() + 1, outputs.confidences[0]);
  outputs.answers.insert(outputs.answers.begin() + 1, outputs.answers[0]);
  outputs.seconds = seconds;
  return outputs;
}

}  // namespace tango::certify
