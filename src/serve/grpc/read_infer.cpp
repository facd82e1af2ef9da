#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "serve/grpc/infer.h"

namespace tango::serve::grpc {
namespace {

using Request = ::inference::ModelInferRequest;
using Parameter = ::inference::InferParameter;

[[noreturn]] void refuse_message(const std::string& what) {
  throw Error(ErrorCode::kInvalidInput, what);
}

template <typename Map>
const Parameter* find_parameter(const Map& parameters, const char* name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? nullptr : &found->second;
}

template <typename Map>
std::optional<double> find_number(const Map& parameters, const char* name) {
  const Parameter* const found = find_parameter(parameters, name);
  if (found == nullptr) return std::nullopt;
  switch (found->parameter_choice_case()) {
    case Parameter::kInt64Param:
      return static_cast<double>(found->int64_param());
    case Parameter::kUint64Param:
      return static_cast<double>(found->uint64_param());
    case Parameter::kDoubleParam:
      return found->double_param();
    default:
      refuse_message(fmt::format("the parameter \"{}\" is a number", name));
  }
}

template <typename Map>
std::optional<std::int64_t> find_integer(const Map& parameters, const char* name) {
  const Parameter* const found = find_parameter(parameters, name);
  if (found == nullptr) return std::nullopt;
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  switch (found->parameter_choice_case()) {
    case Parameter::kInt64Param:
      return found->int64_param();
    case Parameter::kUint64Param:
      return static_cast<std::int64_t>(std::min(found->uint64_param(), kMost));
    default:
      refuse_message(fmt::format("the parameter \"{}\" is an integer", name));
  }
}

template <typename Map>
bool bool_or(const Map& parameters, const char* name, bool fallback) {
  const Parameter* const found = find_parameter(parameters, name);
  if (found == nullptr) return fallback;
  if (found->parameter_choice_case() == Parameter::kBoolParam) return found->bool_param();
  refuse_message(fmt::format("the parameter \"{}\" is true or false", name));
}

template <typename Map>
std::vector<std::string> parameter_names(const Map& parameters) {
  std::vector<std::string> names;
  for (const auto& [name, _] : parameters) names.push_back(name);
  return names;
}

std::vector<std::string> contents_of(const Request::InferInputTensor& tensor) {
  const auto& texts = tensor.contents().bytes_contents();
  return {texts.begin(), texts.end()};
}

std::vector<cascade::Request> read_inputs(const Request& message) {
  const bool raw = message.raw_input_contents_size() > 0;
  if (raw && message.raw_input_contents_size() != message.inputs_size()) {
    refuse_message(fmt::format(
        "raw_input_contents has the bytes of each input, or there are none; there are {} inputs, "
        "but the bytes of {}",
        message.inputs_size(), message.raw_input_contents_size()));
  }
  kserve::TextInputs inputs;
  for (int i = 0; i < message.inputs_size(); ++i) {
    const Request::InferInputTensor& tensor = message.inputs(i);
    const std::size_t count =
        kserve::count_texts(tensor.name(), tensor.datatype(),
                            {tensor.shape().data(), static_cast<std::size_t>(tensor.shape_size())});
    if (raw && tensor.has_contents()) {
      refuse_message(
          fmt::format("tensor \"{}\" has its contents and raw_input_contents; give one of the two",
                      tensor.name()));
    }
    inputs.add(tensor.name(), count,
               raw ? kserve::split_texts(message.raw_input_contents(i), tensor.name())
                   : contents_of(tensor));
  }
  return inputs.take();
}

}  // namespace

kserve::InferRequest read_infer(const Request& message) {
  kserve::InferRequest request;
  request.id = message.id();
  request.texts = read_inputs(message);
  const auto& parameters = message.parameters();
  kserve::refuse_misspelt_parameters(parameter_names(parameters));
  // The response holds either all its tensors' bytes or none.
  const bool raw = bool_or(parameters, "binary_data_output", message.raw_input_contents_size() > 0);
  for (const Request::InferRequestedOutputTensor& one : message.outputs()) {
    if (find_parameter(one.parameters(), "classification") != nullptr) {
      kserve::refuse_classification();
    }
    kserve::add_output(one.name(), raw, request);
  }
  request.binary = raw;
  kserve::apply({.timeout = find_number(parameters, "timeout"),
                 .threshold = find_number(parameters, "threshold"),
                 .tier = find_integer(parameters, "tier")},
                request);
  return request;
}

}  // namespace tango::serve::grpc
