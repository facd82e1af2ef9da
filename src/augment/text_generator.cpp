#include "augment/text_generator.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <tango/error.h>

#include "kernel/isa.h"
#include "kernel/matmul/matmul.h"

namespace tango::augment {
namespace {

float sigmoid(float value) { return 1 / (1 + std::exp(-value)); }

tensor::Tensor load(const checkpoint::LanguageModel& model, const std::string& name,
                    const tensor::Shape& shape) {
  tensor::Tensor values = model.weights->load(name, shape);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values.data()[i])) continue;
    throw Error(ErrorCode::kInvalidModel,
                model.weights->where() + ": " + name + " contains a number that is not finite");
  }
  return values;
}

/// Draws a word; `logits` is overwritten.
int draw_word(float* logits, int count, const GeneratorOptions& options, Draws& draws) {
  logits[checkpoint::kUnknownWord] = -std::numeric_limits<float>::infinity();
  if (options.top_k > 0 && options.top_k < count) {
    std::vector<float> sorted(logits, logits + count);
    std::nth_element(sorted.begin(), sorted.begin() + options.top_k - 1, sorted.end(),
                     std::greater<>());
    const float least = sorted[static_cast<std::size_t>(options.top_k - 1)];
    for (int i = 0; i < count; ++i) {
      if (logits[i] < least) logits[i] = -std::numeric_limits<float>::infinity();
    }
  }
  const float largest = *std::max_element(logits, logits + count);
  const auto sharpness = static_cast<float>(1 / options.temperature);
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    logits[i] = std::exp((logits[i] - largest) * sharpness);
    sum += static_cast<double>(logits[i]);
  }
  double left = draws.unit() * sum;
  int word = count - 1;
  for (int i = 0; i < count; ++i) {
    if (logits[i] == 0) continue;
    word = i;
    left -= static_cast<double>(logits[i]);
    if (left < 0) break;
  }
  return word;
}

}  // namespace

/// The state of the texts that have not ended, one row per text.
struct TextGenerator::State {
  std::vector<std::size_t> texts;                 ///< The text of each row.
  std::vector<int> last;                          ///< The last word of each row.
  std::vector<std::vector<float>> hidden, cells;  ///< Per layer, [rows x hidden].
  std::vector<float> input, gates, projected, logits;

  /// Keeps the rows whose flag is set.
  void keep(const std::vector<bool>& kept, std::size_t width) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < texts.size(); ++from) {
      if (!kept[from]) continue;
      texts[to] = texts[from];
      last[to] = last[from];
      for (auto* states : {&hidden, &cells}) {
        for (std::vector<float>& rows : *states) {
          std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(from * width), width,
                      rows.begin() + static_cast<std::ptrdiff_t>(to * width));
        }
      }
      ++to;
    }
    texts.resize(to);
    last.resize(to);
  }
};

TextGenerator::TextGenerator(const checkpoint::LanguageModel& model)
    : config_(model.config), words_(model.words) {
  kernel::initialize_isa();
  const int hidden = config_.hidden_size;
  embedding_ = load(model, "embedding.weight", {config_.vocab_size, config_.embedding_size});
  for (int layer = 0; layer < config_.num_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    const int inputs = layer == 0 ? config_.embedding_size : hidden;
    const tensor::Tensor input = load(model, "lstm.weight_ih" + suffix, {4 * hidden, inputs});
    const tensor::Tensor recurrent = load(model, "lstm.weight_hh" + suffix, {4 * hidden, hidden});
    tensor::Tensor bias = load(model, "lstm.bias_ih" + suffix, {4 * hidden});
    const tensor::Tensor more = load(model, "lstm.bias_hh" + suffix, {4 * hidden});
    for (std::size_t i = 0; i < bias.size(); ++i) bias.data()[i] += more.data()[i];
    layers_.push_back({pack(input.data(), bias.data(), 4 * hidden, inputs),
                       pack(recurrent.data(), nullptr, 4 * hidden, hidden)});
  }
  const tensor::Tensor projection =
      load(model, "projection.weight", {config_.embedding_size, hidden});
  const tensor::Tensor projection_bias = load(model, "projection.bias", {config_.embedding_size});
  projection_ = pack(projection.data(), projection_bias.data(), config_.embedding_size, hidden);
  const tensor::Tensor output_bias = load(model, "output.bias", {config_.vocab_size});
  output_ = pack(embedding_.data(), output_bias.data(), config_.vocab_size, config_.embedding_size);
}

kernel::PackedWeights TextGenerator::pack(const float* weights, const float* bias, int outputs,
                                          int inputs) {
  const kernel::PackedWeights::Sizes sizes{kernel::Precision::kFloat32, inputs, outputs};
  return {sizes, weights, bias, arena_.allocate(sizes.bytes())};
}

void TextGenerator::step(State& state) const {
  const auto rows = static_cast<int>(state.texts.size());
  const auto hidden = static_cast<std::size_t>(config_.hidden_size);
  const auto width = static_cast<std::size_t>(config_.embedding_size);
  for (std::size_t row = 0; row < state.texts.size(); ++row) {
    std::copy_n(embedding_.data() + static_cast<std::size_t>(state.last[row]) * width, width,
                state.input.begin() + static_cast<std::ptrdiff_t>(row * width));
  }
  const float* input = state.input.data();
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    float* cells = state.cells[layer].data();
    float* states = state.hidden[layer].data();
    const std::size_t gate_width = 4 * hidden;
    float* added = state.gates.data() + static_cast<std::size_t>(rows) * gate_width;
    kernel::matmul(layers_[layer].input, kernel::float_rows(input, layers_[layer].input.inputs()),
                   rows, {.floats = state.gates.data(), .stride = 4 * config_.hidden_size});
    kernel::matmul(layers_[layer].recurrent, kernel::float_rows(states, config_.hidden_size), rows,
                   {.floats = added, .stride = 4 * config_.hidden_size});
    for (std::size_t row = 0; row < state.texts.size(); ++row) {
      const float* from_input = state.gates.data() + row * gate_width;
      const float* from_state = added + row * gate_width;
      for (std::size_t i = 0; i < hidden; ++i) {
        const auto gate = [&](std::size_t which) {
          return from_input[which * hidden + i] + from_state[which * hidden + i];
        };
        float& cell = cells[row * hidden + i];
        cell = sigmoid(gate(1)) * cell + sigmoid(gate(0)) * std::tanh(gate(2));
        states[row * hidden + i] = sigmoid(gate(3)) * std::tanh(cell);
      }
    }
    input = states;
  }
  kernel::matmul(projection_, kernel::float_rows(input, config_.hidden_size), rows,
                 {.floats = state.projected.data(), .stride = config_.embedding_size});
  kernel::matmul(output_, kernel::float_rows(state.projected.data(), config_.embedding_size), rows,
                 {.floats = state.logits.data(), .stride = config_.vocab_size});
}

std::vector<std::vector<int>> TextGenerator::generate(std::vector<Draws> draws,
                                                      const GeneratorOptions& options) const {
  const std::size_t count = draws.size();
  const auto hidden = static_cast<std::size_t>(config_.hidden_size);
  const auto vocabulary = static_cast<std::size_t>(config_.vocab_size);
  State state;
  for (std::size_t text = 0; text < count; ++text) state.texts.push_back(text);
  state.last.assign(count, checkpoint::kEndOfText);
  state.hidden.assign(layers_.size(), std::vector<float>(count * hidden, 0));
  state.cells = state.hidden;
  state.input.resize(count * static_cast<std::size_t>(config_.embedding_size));
  state.projected.resize(state.input.size());
  state.gates.resize(2 * count * 4 * hidden);
  state.logits.resize(count * vocabulary);

  std::vector<std::vector<int>> texts(count);
  for (int length = 0; !state.texts.empty(); ++length) {
    step(state);
    std::vector<bool> kept(state.texts.size());
    for (std::size_t row = 0; row < state.texts.size(); ++row) {
      const std::size_t text = state.texts[row];
      const int word = draw_word(state.logits.data() + row * vocabulary, config_.vocab_size,
                                 options, draws[text]);
      kept[row] = word != checkpoint::kEndOfText && length < options.max_words;
      if (kept[row]) {
        texts[text].push_back(word);
      } else if (word != checkpoint::kEndOfText) {
        texts[text].clear();
      }
      state.last[row] = word;
    }
    state.keep(kept, hidden);
  }
  return texts;
}

}  // namespace tango::augment
