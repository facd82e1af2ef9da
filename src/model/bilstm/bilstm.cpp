#include "model/bilstm/bilstm.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "kernel/lstm/lstm.h"
#include "model/bilstm/step_major.h"

namespace tango::model {
namespace {

using tensor::AlignedBuffer;

// Texts run in parts of about this many words, so that scratch memory stays in the cache. Sorting
// by length first keeps a part's texts alike.
constexpr int kPartWords = 1024;

struct BiLstmWorkspace final : Workspace {
  StepMajor steps;
  AlignedBuffer<float> hidden[2];  // a layer's input and output, [rows x width]
  AlignedBuffer<float> last;       // [texts x 2 hidden_size]
  AlignedBuffer<float> dense, classifier;
  kernel::LstmScratch lstm;
};

struct Layer {
  kernel::LstmWeights forward, backward;
};

kernel::LstmWeights load_direction(const checkpoint::WeightSource& weights,
                                   const std::string& suffix, int inputs, int size) {
  const tensor::Tensor weight_ih = weights.load("lstm.weight_ih" + suffix, {4 * size, inputs});
  const tensor::Tensor weight_hh = weights.load("lstm.weight_hh" + suffix, {4 * size, size});
  const tensor::Tensor bias_ih = weights.load("lstm.bias_ih" + suffix, {4 * size});
  const tensor::Tensor bias_hh = weights.load("lstm.bias_hh" + suffix, {4 * size});
  return kernel::LstmWeights(
      {inputs, size, weight_ih.data(), weight_hh.data(), bias_ih.data(), bias_hh.data()});
}

kernel::PackedLinear load_linear(const checkpoint::WeightSource& weights, const std::string& stem,
                                 int inputs, int outputs) {
  const tensor::Tensor weight = weights.load(stem + ".weight", {outputs, inputs});
  const tensor::Tensor bias = weights.load(stem + ".bias", {outputs});
  return {inputs, outputs, weight.data(), bias.data()};
}

class BiLstm final : public Model {
 public:
  BiLstm(const checkpoint::BiLstmConfig& config, const checkpoint::WeightSource& weights)
      : config_(config),
        sizes_(config),
        embedding_(weights.load("embedding.weight", {config.vocab_size, config.embedding_size})),
        dense_(load_linear(weights, "dense", 2 * config.hidden_size, config.dense_size)),
        classifier_(load_linear(weights, "classifier", config.dense_size,
                                static_cast<int>(config.labels.names.size()))) {
    for (int layer = 0; layer < config.num_layers; ++layer) {
      const int inputs = layer == 0 ? config.embedding_size : 2 * config.hidden_size;
      const std::string suffix = "_l" + std::to_string(layer);
      layers_.push_back({load_direction(weights, suffix, inputs, config.hidden_size),
                         load_direction(weights, suffix + "_reverse", inputs, config.hidden_size)});
    }
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<BiLstmWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace,
               std::span<float> logits, base::Team) const override {
    check(batch);
    auto& memory = static_cast<BiLstmWorkspace&>(workspace);
    const std::vector<int> sorted = by_falling_length(batch);
    const std::span<const int> texts(sorted);
    for (std::size_t first = 0; first < texts.size();) {
      const auto longest = static_cast<std::size_t>(length_of(batch, texts[first]));
      const std::size_t count =
          std::clamp<std::size_t>(kPartWords / longest, 1, texts.size() - first);
      run_part(batch, texts.subspan(first, count), memory, logits);
      first += count;
    }
  }

 private:
  void check(const PackedBatch& batch) const {
    for (int text = 0; text < batch.texts(); ++text) {
      const int words = length_of(batch, text);
      if (words > sizes_.max_words) {
        throw Error(ErrorCode::kInvalidInput,
                    fmt::format("text {} of the batch has {} words; the model takes at most {}",
                                text, words, sizes_.max_words));
      }
      const auto offset = static_cast<std::size_t>(batch.offsets()[static_cast<std::size_t>(text)]);
      const auto ids = batch.token_ids().subspan(offset, static_cast<std::size_t>(words));
      const auto wrong = std::find_if(ids.begin(), ids.end(), [&](std::int32_t id) {
        return id < 0 || id >= sizes_.vocab_size;
      });
      if (wrong != ids.end()) {
        throw Error(ErrorCode::kInvalidInput,
                    fmt::format("text {} of the batch, word {}: id {} is outside the vocabulary of "
                                "{} words",
                                text, wrong - ids.begin(), *wrong, sizes_.vocab_size));
      }
    }
  }

  void embed(const PackedBatch& batch, std::span<const int> texts, const StepMajor& steps,
             float* dst) const {
    const std::ptrdiff_t width = sizes_.embedding_size;
    for (int t = 0; t < steps.steps(); ++t) {
      const auto step = static_cast<std::size_t>(t);
      const int active = steps.step_offsets[step + 1] - steps.step_offsets[step];
      for (int i = 0; i < active; ++i, dst += width) {
        const int offset =
            batch.offsets()[static_cast<std::size_t>(texts[static_cast<std::size_t>(i)])];
        const std::ptrdiff_t id = batch.token_ids()[static_cast<std::size_t>(offset) + step];
        std::copy_n(embedding_.data() + id * width, width, dst);
      }
    }
  }

  void run_part(const PackedBatch& batch, std::span<const int> texts, BiLstmWorkspace& memory,
                std::span<float> logits) const {
    StepMajor& steps = memory.steps;
    steps.assign(batch, texts);
    const int size = sizes_.hidden_size;
    const int width = 2 * size;
    const auto rows = static_cast<std::size_t>(steps.rows());
    for (AlignedBuffer<float>& buffer : memory.hidden) {
      buffer.resize(rows * static_cast<std::size_t>(std::max(width, sizes_.embedding_size)));
    }
    float* src = memory.hidden[0].data();
    float* dst = memory.hidden[1].data();
    embed(batch, texts, steps, src);
    int inputs = sizes_.embedding_size;
    for (const Layer& layer : layers_) {
      kernel::lstm(layer.forward, kernel::LstmDirection::kForward, steps.step_offsets, src, inputs,
                   dst, width, memory.lstm);
      kernel::lstm(layer.backward, kernel::LstmDirection::kBackward, steps.step_offsets, src,
                   inputs, dst + size, width, memory.lstm);
      std::swap(src, dst);
      inputs = width;
    }
    run_head(batch, texts, src, memory, logits);
  }

  // `hidden`: [rows x 2 hidden_size], the last layer's states.
  void run_head(const PackedBatch& batch, std::span<const int> texts, const float* hidden,
                BiLstmWorkspace& memory, std::span<float> logits) const {
    const std::size_t width = 2 * static_cast<std::size_t>(sizes_.hidden_size);
    const int count = static_cast<int>(texts.size());
    memory.last.resize(texts.size() * width);
    memory.dense.resize(texts.size() * static_cast<std::size_t>(dense_.padded_outputs()));
    memory.classifier.resize(texts.size() * static_cast<std::size_t>(classifier_.padded_outputs()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto last_step = static_cast<std::size_t>(length_of(batch, texts[i])) - 1;
      const std::size_t row = static_cast<std::size_t>(memory.steps.step_offsets[last_step]) + i;
      float* const last = memory.last.data() + i * width;
      std::copy_n(hidden + row * width, width / 2, last);
      std::copy_n(hidden + i * width + width / 2, width / 2, last + width / 2);
    }
    kernel::linear(dense_, kernel::LinearActivation::kRelu, memory.last.data(),
                   static_cast<std::ptrdiff_t>(width), count, memory.dense.data());
    kernel::linear(classifier_, kernel::LinearActivation::kNone, memory.dense.data(),
                   dense_.padded_outputs(), count, memory.classifier.data());
    const std::size_t labels = sizes_.labels.names.size();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::copy_n(
          memory.classifier.data() + i * static_cast<std::size_t>(classifier_.padded_outputs()),
          labels, logits.data() + static_cast<std::size_t>(texts[i]) * labels);
    }
  }

  checkpoint::ModelConfig config_;
  checkpoint::BiLstmConfig sizes_;
  tensor::Tensor embedding_;
  kernel::PackedLinear dense_, classifier_;
  std::vector<Layer> layers_;
};

}  // namespace

std::unique_ptr<Model> make_bilstm(const checkpoint::BiLstmConfig& config,
                                   const checkpoint::WeightSource& weights) {
  return std::make_unique<BiLstm>(config, weights);
}

}  // namespace tango::model
