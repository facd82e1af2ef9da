#include "train/network/layer_subset.h"

#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/parameter_list.h"

namespace tango::train {
namespace {

/// The number of the layer in a parameter's name: "bert.encoder.layer.3.output…"; npos without one.
std::pair<std::size_t, std::size_t> place_of_number(const std::string& name) {
  const std::size_t marker = name.find(".layer.");
  if (marker == std::string::npos) return {std::string::npos, 0};
  const std::size_t begin = marker + std::string(".layer.").size();
  return {begin, name.find('.', begin) - begin};
}

}  // namespace

Parameters keep_layers(const Parameters& parameters, const checkpoint::EncoderConfig& config,
                       const std::vector<int>& layers) {
  for (const int layer : layers) {
    if (layer < 0 || layer >= config.num_layers) {
      throw Error(
          ErrorCode::kUsage,
          fmt::format("no layer {}: the base has layers 0 to {}", layer, config.num_layers - 1),
          {"layers"});
    }
  }
  checkpoint::EncoderConfig smaller = config;
  smaller.num_layers = static_cast<int>(layers.size());
  Parameters kept;
  for (const checkpoint::ParameterSpec& spec : checkpoint::parameter_list(smaller)) {
    std::string source = spec.name;
    if (const auto [begin, length] = place_of_number(source); begin != std::string::npos) {
      const auto layer = static_cast<std::size_t>(std::stoi(source.substr(begin, length)));
      source.replace(begin, length, std::to_string(layers[layer]));
    }
    kept.add(spec.name, parameters.at(source).clone());
  }
  return kept;
}

}  // namespace tango::train
