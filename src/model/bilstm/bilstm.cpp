#include "model/bilstm/bilstm.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "kernel/lstm/lstm.h"
#include "kernel/quantize/quantize.h"
#include "model/bilstm/step_major.h"
#include "model/check_tokens.h"
#include "model/weight_loader.h"

namespace tango::model {
namespace {

using tensor::AlignedBuffer;

// Texts run in parts of about this many words, so that scratch memory stays in the cache. Sorting
// by length first gives a part texts of similar length.
constexpr int kPartWords = 1024;

struct BiLstmWorkspace final : Workspace {
  std::vector<int> sorted;
  StepMajor steps;
  AlignedBuffer<std::byte> states[2];  // a layer's input and output, rows as products read them
  AlignedBuffer<float> scales[2];      // of those rows
  AlignedBuffer<std::byte> last;       // [texts]: the head's rows
  AlignedBuffer<float> dense, logits;
  kernel::LstmScratch lstm;
};

struct Layer {
  kernel::LstmWeights forward, backward;
};

/// `parts`: hidden states side by side in the layer's input; 0 for embeddings.
kernel::LstmWeights load_direction(const checkpoint::WeightSource& weights, Precision precision,
                                   const std::string& suffix, int inputs, int parts, int size,
                                   tensor::WeightArena& arena) {
  const tensor::Tensor weight_ih = weights.load("lstm.weight_ih" + suffix, {4 * size, inputs});
  const tensor::Tensor weight_hh = weights.load("lstm.weight_hh" + suffix, {4 * size, size});
  check_finite(weights, "lstm.weight_ih" + suffix, {weight_ih.data(), weight_ih.size()}, precision);
  check_finite(weights, "lstm.weight_hh" + suffix, {weight_hh.data(), weight_hh.size()}, precision);
  const tensor::Tensor bias_ih = weights.load("lstm.bias_ih" + suffix, {4 * size});
  const tensor::Tensor bias_hh = weights.load("lstm.bias_hh" + suffix, {4 * size});
  if (parts == 0) {
    return {precision,
            {inputs, size, weight_ih.data(), weight_hh.data(), bias_ih.data(), bias_hh.data()},
            arena};
  }
  const std::vector<float> padded =
      kernel::with_padded_units(weight_ih.data(), 4 * size, parts, inputs / parts);
  return {precision,
          {parts * kernel::padded_units(inputs / parts), size, padded.data(), weight_hh.data(),
           bias_ih.data(), bias_hh.data()},
          arena};
}

kernel::PackedWeights load_dense(const checkpoint::WeightSource& weights, Precision precision,
                                 int hidden_size, int outputs, tensor::WeightArena& arena) {
  const tensor::Tensor weight = weights.load("dense.weight", {outputs, 2 * hidden_size});
  check_finite(weights, "dense.weight", {weight.data(), weight.size()}, precision);
  const tensor::Tensor bias = weights.load("dense.bias", {outputs});
  const kernel::PackedWeights::Sizes sizes{precision, 2 * kernel::padded_units(hidden_size),
                                           outputs};
  return {sizes, kernel::with_padded_units(weight.data(), outputs, 2, hidden_size).data(),
          bias.data(), arena.allocate(sizes.bytes())};
}

kernel::PackedWeights load_classifier(const checkpoint::WeightSource& weights, int inputs,
                                      int outputs, tensor::WeightArena& arena) {
  const tensor::Tensor weight = weights.load("classifier.weight", {outputs, inputs});
  const tensor::Tensor bias = weights.load("classifier.bias", {outputs});
  const kernel::PackedWeights::Sizes sizes{Precision::kFloat32, inputs, outputs};
  return {sizes, weight.data(), bias.data(), arena.allocate(sizes.bytes())};
}

/// Every word's vector in the form that the first layer reads.
struct EmbeddingTable {
  EmbeddingTable(const checkpoint::WeightSource& weights, Precision precision, int vocab_size,
                 int width)
      : stride(kernel::quantized_stride(precision, width)),
        rows(static_cast<std::size_t>(vocab_size * stride)),
        scales(static_cast<std::size_t>(vocab_size)) {
    const auto words = weights.view("embedding.weight", {vocab_size, width});
    check_finite(
        weights, "embedding.weight",
        {words.get(), static_cast<std::size_t>(vocab_size) * static_cast<std::size_t>(width)},
        precision);
    kernel::quantize(precision, words.get(), width, vocab_size, width, rows.data(), scales.data());
  }
  std::ptrdiff_t stride;
  AlignedBuffer<std::byte> rows;
  std::vector<float> scales;
};

class BiLstm final : public Model {
 public:
  BiLstm(const checkpoint::BiLstmConfig& config, const checkpoint::WeightSource& weights,
         Precision precision)
      : config_(config),
        sizes_(config),
        precision_(precision),
        embedding_(weights, precision, config.vocab_size, config.embedding_size) {
    for (int layer = 0; layer < config.num_layers; ++layer) {
      const int parts = layer == 0 ? 0 : 2;
      const int inputs = layer == 0 ? config.embedding_size : 2 * config.hidden_size;
      const std::string suffix = "_l" + std::to_string(layer);
      const auto load = [&](const std::string& direction) {
        return load_direction(weights, precision, suffix + direction, inputs, parts,
                              config.hidden_size, arena_);
      };
      layers_.push_back({load(""), load("_reverse")});
    }
    dense_ = load_dense(weights, precision, config.hidden_size, config.dense_size, arena_);
    classifier_ = load_classifier(weights, config.dense_size,
                                  static_cast<int>(config.labels.names.size()), arena_);
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] Precision precision() const override { return precision_; }
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<BiLstmWorkspace>();
  }

  void forward(const PackedBatch& batch, Workspace& workspace, std::span<float> logits,
               base::Team) const override {
    check_tokens(batch, sizes_.vocab_size, sizes_.max_words);
    auto& memory = static_cast<BiLstmWorkspace&>(workspace);
    by_falling_length(batch, memory.sorted);
    const std::span<const int> texts(memory.sorted);
    for (std::size_t first = 0; first < texts.size();) {
      const auto longest = static_cast<std::size_t>(length_of(batch, texts[first]));
      const std::size_t count =
          std::clamp<std::size_t>(kPartWords / longest, 1, texts.size() - first);
      run_part(batch, texts.subspan(first, count), memory, logits);
      first += count;
    }
  }

 private:
  void embed(const PackedBatch& batch, std::span<const int> texts, const StepMajor& steps,
             std::byte* rows, float* scales) const {
    for (int t = 0; t < steps.steps(); ++t) {
      const auto step = static_cast<std::size_t>(t);
      const int active = steps.step_offsets[step + 1] - steps.step_offsets[step];
      for (int i = 0; i < active; ++i, rows += embedding_.stride) {
        const int offset =
            batch.offsets()[static_cast<std::size_t>(texts[static_cast<std::size_t>(i)])];
        const std::ptrdiff_t id = batch.token_ids()[static_cast<std::size_t>(offset) + step];
        std::copy_n(embedding_.rows.data() + id * embedding_.stride, embedding_.stride, rows);
        *scales++ = embedding_.scales[static_cast<std::size_t>(id)];
      }
    }
  }

  /// Bytes of one direction's hidden state, and of a row of both.
  [[nodiscard]] std::ptrdiff_t state_bytes() const {
    return std::ptrdiff_t{kernel::element_bytes(precision_)} *
           kernel::padded_units(sizes_.hidden_size);
  }
  [[nodiscard]] std::ptrdiff_t state_stride() const {
    return kernel::quantized_stride(precision_, 2 * kernel::padded_units(sizes_.hidden_size));
  }

  void run_part(const PackedBatch& batch, std::span<const int> texts, BiLstmWorkspace& memory,
                std::span<float> logits) const {
    StepMajor& steps = memory.steps;
    steps.assign(batch, texts);
    const auto rows = static_cast<std::size_t>(steps.rows());
    const std::ptrdiff_t widest = std::max(state_stride(), embedding_.stride);
    for (int i = 0; i < 2; ++i) {
      memory.states[i].resize(rows * static_cast<std::size_t>(widest));
      memory.scales[i].resize(rows);
    }
    embed(batch, texts, steps, memory.states[0].data(), memory.scales[0].data());
    std::fill_n(memory.scales[1].data(), rows, kernel::kHiddenScale);
    kernel::MatmulRows src{memory.states[0].data(), embedding_.stride, memory.scales[0].data()};
    int output = 1;
    for (const Layer& layer : layers_) {
      std::byte* dst = memory.states[output].data();
      kernel::lstm(layer.forward, kernel::LstmDirection::kForward, steps.step_offsets, src, dst,
                   state_stride(), memory.lstm);
      kernel::lstm(layer.backward, kernel::LstmDirection::kBackward, steps.step_offsets, src,
                   dst + state_bytes(), state_stride(), memory.lstm);
      src = {dst, state_stride(), memory.scales[1].data()};
      output = 1 - output;
    }
    run_head(batch, texts, src, memory, logits);
  }

  /// `states`: a row for each step, of the last layer.
  void run_head(const PackedBatch& batch, std::span<const int> texts,
                const kernel::MatmulRows& states, BiLstmWorkspace& memory,
                std::span<float> logits) const {
    const int count = static_cast<int>(texts.size());
    const int labels = classifier_.outputs();
    memory.last.resize(texts.size() * static_cast<std::size_t>(states.stride));
    memory.dense.resize(texts.size() * static_cast<std::size_t>(dense_.outputs()));
    memory.logits.resize(texts.size() * static_cast<std::size_t>(labels));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto last_step = static_cast<std::size_t>(length_of(batch, texts[i])) - 1;
      const auto first_row = static_cast<std::ptrdiff_t>(i);
      const std::ptrdiff_t last_row = memory.steps.step_offsets[last_step] + first_row;
      std::byte* row = memory.last.data() + first_row * states.stride;
      std::copy_n(states.data + last_row * states.stride, state_bytes(), row);
      std::copy_n(states.data + first_row * states.stride + state_bytes(), state_bytes(),
                  row + state_bytes());
    }
    kernel::matmul(dense_, {memory.last.data(), states.stride, states.scales}, count,
                   {.floats = memory.dense.data(),
                    .stride = dense_.outputs(),
                    .activation = kernel::Activation::kRelu});
    kernel::matmul(classifier_, kernel::float_rows(memory.dense.data(), dense_.outputs()), count,
                   {.floats = memory.logits.data(), .stride = labels});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::copy_n(memory.logits.data() + i * static_cast<std::size_t>(labels), labels,
                  logits.data() + static_cast<std::ptrdiff_t>(texts[i]) * labels);
    }
  }

  checkpoint::ModelConfig config_;
  checkpoint::BiLstmConfig sizes_;
  Precision precision_;
  EmbeddingTable embedding_;
  tensor::WeightArena arena_;
  std::vector<Layer> layers_;
  kernel::PackedWeights dense_, classifier_;
};

}  // namespace

std::unique_ptr<Model> make_bilstm(const checkpoint::BiLstmConfig& config,
                                   const checkpoint::WeightSource& weights, Precision precision) {
  return std::make_unique<BiLstm>(config, weights, precision);
}

}  // namespace tango::model
