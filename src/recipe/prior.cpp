#include "recipe/prior.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/draft.h"
#include "checkpoint/head_bias.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr int kMostRounds = 200;
constexpr double kSmallStep = 1e-6;
constexpr double kLargestStep = 1;

/// Of a softmax.
struct Exponentials {
  std::vector<double> each;  ///< [texts x labels]
  std::vector<double> sums;  ///< [texts]
};

Exponentials exponentials_of(std::span<const float> logits, std::span<const double> offsets) {
  Exponentials all{.each = std::vector<double>(logits.size()), .sums = {}};
  for (std::size_t begin = 0; begin < logits.size(); begin += offsets.size()) {
    const std::span<double> row(all.each.data() + begin, offsets.size());
    for (std::size_t label = 0; label < row.size(); ++label) {
      row[label] = static_cast<double>(logits[begin + label]) + offsets[label];
    }
    const double most = *std::ranges::max_element(row);
    double& sum = all.sums.emplace_back(0);
    for (double& one : row) sum += one = std::exp(one - most);
  }
  return all;
}

std::span<const float> logits_in(const checkpoint::LogitsFile& file) {
  return {file.logits.data(), file.logits.size()};
}

}  // namespace

std::vector<double> prior_offsets(const checkpoint::LogitsFile& student,
                                  const checkpoint::LogitsFile& teacher) {
  const std::size_t labels = teacher.labels.size();
  std::vector<double> offsets(labels);
  const Exponentials wanted = exponentials_of(logits_in(teacher), offsets);
  double step = kLargestStep;
  for (int round = 0; round < kMostRounds && step > kSmallStep; ++round) {
    step = 0;
    Exponentials found = exponentials_of(logits_in(student), offsets);
    for (std::size_t label = 0; label < labels; ++label) {
      double slope = offsets[label];
      double curvature = 1;  // of the normal distribution, as the slope's first part is
      for (std::size_t text = 0; text < found.sums.size(); ++text) {
        const std::size_t i = text * labels + label;
        const double probability = found.each[i] / found.sums[text];
        slope += probability - wanted.each[i] / wanted.sums[text];
        curvature += probability * (1 - probability);
      }
      const double change = std::clamp(-slope / curvature, -kLargestStep, kLargestStep);
      offsets[label] += change;
      for (std::size_t text = 0; text < found.sums.size(); ++text) {
        double& exponential = found.each[text * labels + label];
        const double more = exponential * std::expm1(change);
        exponential += more;
        found.sums[text] += more;
      }
      step = std::max(step, std::abs(change));
    }
  }
  return offsets;
}

void correct_prior(const fs::path& model, const fs::path& student, const fs::path& teacher,
                   bool was_balanced, const fs::path& output) {
  const checkpoint::LogitsFile own = checkpoint::read_logits(student);
  const checkpoint::LogitsFile wanted = checkpoint::read_logits(teacher);
  if (own.labels != wanted.labels || own.texts() != wanted.texts()) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: logits of {} texts; should be of the {} texts and the labels of "
                            "{}",
                            student.string(), own.texts(), wanted.texts(), teacher.string()));
  }
  base::Draft draft(output);
  fs::copy(model, draft.path(), fs::copy_options::recursive);
  if (was_balanced) checkpoint::add_to_head_bias(draft.path(), prior_offsets(own, wanted));
  draft.commit();
}

}  // namespace tango::recipe
