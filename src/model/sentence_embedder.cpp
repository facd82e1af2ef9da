#include "model/sentence_embedder.h"

#include <algorithm>
#include <string>

#include "checkpoint/encoder_names.h"

namespace tango::model {
namespace {

/// Other weights, with a head that changes nothing.
class UnitHead final : public checkpoint::WeightSource {
 public:
  UnitHead(const checkpoint::WeightSource& rest, const std::string& head)
      : rest_(rest), weight_(head + ".weight"), bias_(head + ".bias") {}

  [[nodiscard]] std::string where() const override { return rest_.where(); }
  [[nodiscard]] std::vector<std::string> names() const override { return rest_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return name == weight_ || name == bias_ || rest_.contains(name);
  }
  [[nodiscard]] std::optional<tensor::Shape> shape(std::string_view name) const override {
    return rest_.shape(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    if (name != weight_ && name != bias_) return rest_.load(name, expected);
    tensor::Tensor head{expected};
    std::fill_n(head.data(), head.size(), 0.0F);
    if (name == weight_) {
      const std::int64_t width = expected[1];
      for (std::int64_t i = 0; i < width; ++i) head.data()[i * (width + 1)] = 1;
    }
    return head;
  }
  [[nodiscard]] std::shared_ptr<const float> view(std::string_view name,
                                                  const tensor::Shape& expected) const override {
    if (name == weight_ || name == bias_) return WeightSource::view(name, expected);
    return rest_.view(name, expected);
  }

 private:
  const checkpoint::WeightSource& rest_;
  std::string weight_, bias_;
};

}  // namespace

std::unique_ptr<Model> make_sentence_embedder(checkpoint::EncoderConfig config,
                                              const checkpoint::WeightSource& weights,
                                              Precision precision) {
  config.reads_sentence = true;
  config.labels = {.names = std::vector<std::string>(static_cast<std::size_t>(config.hidden_size))};
  const UnitHead with_head(weights, checkpoint::encoder_names(config).head_output);
  return make_model(config, with_head, precision);
}

}  // namespace tango::model
