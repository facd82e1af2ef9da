#include "train/data/targets.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::train {
namespace {

using checkpoint::ProblemType;

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

}  // namespace

Targets::Targets(checkpoint::Labels labels, std::vector<std::string> task_labels)
    : labels_(std::move(labels)), map_(labels_.names, std::move(task_labels)) {}

void Targets::add(std::string_view written, std::string_view where) {
  switch (labels_.problem_type) {
    case ProblemType::kSingleLabelClassification:
      ids_.push_back(map_.require(written, where));
      break;
    case ProblemType::kMultiLabelClassification:
      add_names(written, where);
      break;
    case ProblemType::kRegression:
      add_numbers(written, where);
      break;
    case ProblemType::kSpan:
      throw Error(ErrorCode::kInternal, "targets: spans are not labels");
  }
}

void Targets::add_names(std::string_view written, std::string_view where) {
  const std::size_t begin = numbers_.size();
  numbers_.resize(begin + labels_.names.size(), 0.0F);
  for (const std::string_view name : split_at_commas(written)) {
    numbers_[begin + static_cast<std::size_t>(map_.require(name, where))] = 1;
  }
}

void Targets::add_numbers(std::string_view written, std::string_view where) {
  const std::vector<std::string_view> parts = split_at_commas(written);
  bool good = parts.size() == labels_.names.size();
  for (const std::string_view part : parts) {
    double value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    good =
        good && error == std::errc() && stop == part.data() + part.size() && std::isfinite(value);
    numbers_.push_back(static_cast<float>(value));
  }
  if (!good) {
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("{}: the label should be {}, found \"{}\"", where,
                    labels_.names.size() == 1
                        ? "a number"
                        : fmt::format("{} numbers separated by commas", labels_.names.size()),
                    written));
  }
}

at::Tensor Targets::take(std::string_view where) {
  if (labels_.problem_type == ProblemType::kSingleLabelClassification) {
    if (std::adjacent_find(ids_.begin(), ids_.end(), std::not_equal_to<>()) == ids_.end()) {
      throw Error(
          ErrorCode::kInvalidInput,
          fmt::format("{}: all {} texts have the label \"{}\"; a classifier needs texts with "
                      "at least two labels",
                      where, ids_.size(),
                      ids_.empty() ? "" : labels_.names[static_cast<std::size_t>(ids_[0])]));
    }
    at::Tensor targets = at::empty({static_cast<std::int64_t>(ids_.size())}, at::kLong);
    std::copy(ids_.begin(), ids_.end(), targets.data_ptr<std::int64_t>());
    return targets;
  }
  const auto width = static_cast<std::int64_t>(labels_.names.size());
  at::Tensor targets =
      at::empty({static_cast<std::int64_t>(numbers_.size()) / width, width}, at::kFloat);
  std::copy(numbers_.begin(), numbers_.end(), targets.data_ptr<float>());
  return targets;
}

}  // namespace tango::train
