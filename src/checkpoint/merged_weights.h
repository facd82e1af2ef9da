// A base model's weights with a LoRA adapter merged in.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/lora_config.h"
#include "checkpoint/tensor_table.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Merges each tensor when it is loaded, in fp32, so that nothing is held twice. Names are the
/// base's, plus those of the modules that only the adapter has. Thread-safe to read.
class MergedWeights final : public WeightSource {
 public:
  /// `adapter` is the path of `adapter_model.safetensors`. Throws kInvalidModel when a tensor of
  /// the adapter has no place in the base, or has only one of its two factors; kUnsupported.
  MergedWeights(std::unique_ptr<WeightSource> base, const std::filesystem::path& adapter,
                const LoraConfig& config);

  [[nodiscard]] std::string where() const override;
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] bool contains(std::string_view name) const override;
  [[nodiscard]] std::optional<tensor::Shape> shape(std::string_view name) const override;
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override;
  [[nodiscard]] std::shared_ptr<const float> view(std::string_view name,
                                                  const tensor::Shape& expected) const override;

 private:
  /// The two factors of what is added to one tensor, by their names in the adapter.
  struct Delta {
    std::string module;
    std::string a;
    std::string b;
    bool embedding = false;
    LoraScale scale{0, 0.0F};
  };

  [[nodiscard]] std::string base_name(std::string_view name) const;
  void place(const std::string& tensor, const LoraConfig& config);
  void place_whole(const std::string& tensor, const std::string& name, const LoraConfig& config);
  void check(Delta& delta, const std::string& target, const LoraConfig& config) const;
  void add(const Delta& delta, tensor::Tensor& weights) const;

  std::unique_ptr<WeightSource> base_;
  std::unique_ptr<const TensorTable> adapter_;
  std::string base_prefix_;
  std::map<std::string, std::string, std::less<>>
      whole_;  ///< By name in the model; the name in the adapter.
  std::map<std::string, Delta, std::less<>> deltas_;
};

}  // namespace tango::checkpoint
