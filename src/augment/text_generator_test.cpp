#include "augment/text_generator.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "augment/generated_texts.h"
#include "base/random.h"

namespace tango::augment {
namespace {

/// Numbers by name, as everywhere in the tests.
class RandomModelWeights final : public checkpoint::WeightSource {
 public:
  explicit RandomModelWeights(float broken = 0) : broken_(broken) {}
  [[nodiscard]] std::string where() const override { return "random"; }
  [[nodiscard]] std::vector<std::string> names() const override { return {}; }
  [[nodiscard]] bool contains(std::string_view) const override { return true; }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    tensor::Tensor values(expected);
    const base::RandomStream random(3, name);
    for (std::size_t i = 0; i < values.size(); ++i) values.data()[i] = 0.8F * random.signed_unit(i);
    if (broken_ != 0 && name == "projection.bias") values.data()[0] = broken_;
    return values;
  }

 private:
  float broken_;
};

checkpoint::LanguageModel small_model(bool pairs = false, float broken = 0) {
  checkpoint::LanguageModel model;
  model.config = {
      .vocab_size = 7, .embedding_size = 5, .hidden_size = 6, .num_layers = 2, .pairs = pairs};
  model.words = {"</s>", "<unk>", "<sep>", "a", "b", "c", "d"};
  model.weights = std::make_unique<RandomModelWeights>(broken);
  return model;
}

std::vector<Draws> draws_of(std::uint64_t first, std::uint64_t count) {
  std::vector<Draws> draws;
  for (std::uint64_t i = first; i < first + count; ++i) draws.emplace_back(9, "test", i);
  return draws;
}

using Numbers = std::vector<double>;

/// The probabilities of the word behind `read`, in double precision, from the definition.
Numbers next_word(const checkpoint::LanguageModel& model, const std::vector<int>& read) {
  const auto& config = model.config;
  const auto matrix = [&](const std::string& name, int rows, int columns) {
    return model.weights->load(name, {rows, columns});
  };
  const auto vector = [&](const std::string& name, int rows) {
    return model.weights->load(name, {rows});
  };
  const auto times = [](const tensor::Tensor& weights, const Numbers& input) {
    Numbers output(static_cast<std::size_t>(weights.shape()[0]), 0);
    for (std::size_t i = 0; i < output.size(); ++i) {
      for (std::size_t k = 0; k < input.size(); ++k) {
        output[i] += static_cast<double>(weights.data()[i * input.size() + k]) * input[k];
      }
    }
    return output;
  };
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  const int hidden = config.hidden_size;
  const tensor::Tensor embedding =
      matrix("embedding.weight", config.vocab_size, config.embedding_size);
  std::vector<Numbers> states(2, Numbers(static_cast<std::size_t>(hidden), 0));
  std::vector<Numbers> cells = states;
  for (const int word : read) {
    Numbers input(embedding.data() + word * config.embedding_size,
                  embedding.data() + (word + 1) * config.embedding_size);
    for (std::size_t layer = 0; layer < 2; ++layer) {
      const std::string suffix = "_l" + std::to_string(layer);
      Numbers gates = times(
          matrix("lstm.weight_ih" + suffix, 4 * hidden, static_cast<int>(input.size())), input);
      const Numbers more =
          times(matrix("lstm.weight_hh" + suffix, 4 * hidden, hidden), states[layer]);
      const tensor::Tensor bias_1 = vector("lstm.bias_ih" + suffix, 4 * hidden);
      const tensor::Tensor bias_2 = vector("lstm.bias_hh" + suffix, 4 * hidden);
      for (std::size_t i = 0; i < gates.size(); ++i) {
        gates[i] +=
            more[i] + static_cast<double>(bias_1.data()[i]) + static_cast<double>(bias_2.data()[i]);
      }
      const auto h = static_cast<std::size_t>(hidden);
      for (std::size_t i = 0; i < h; ++i) {
        cells[layer][i] = sigmoid(gates[h + i]) * cells[layer][i] +
                          sigmoid(gates[i]) * std::tanh(gates[2 * h + i]);
        states[layer][i] = sigmoid(gates[3 * h + i]) * std::tanh(cells[layer][i]);
      }
      input = states[layer];
    }
  }
  Numbers projected =
      times(matrix("projection.weight", config.embedding_size, hidden), states.back());
  const tensor::Tensor bias = vector("projection.bias", config.embedding_size);
  for (std::size_t i = 0; i < projected.size(); ++i) {
    projected[i] += static_cast<double>(bias.data()[i]);
  }
  Numbers logits = times(embedding, projected);
  const tensor::Tensor output = vector("output.bias", config.vocab_size);
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    logits[i] = i == 1 ? 0 : std::exp(logits[i] + static_cast<double>(output.data()[i]));
    sum += logits[i];
  }
  for (double& one : logits) one /= sum;
  return logits;
}

TEST(TextGenerator, WordsComeAsOftenAsTheirProbabilitiesSay) {
  const checkpoint::LanguageModel model = small_model();
  const TextGenerator generator(model);
  constexpr int kTexts = 40000;
  std::map<int, int> first;
  std::map<int, std::map<int, int>> second;
  for (const auto& text : generator.generate(draws_of(0, kTexts), {.max_words = 1000})) {
    const int one = text.empty() ? 0 : text[0];
    ++first[one];
    if (one != 0) ++second[one][text.size() < 2 ? 0 : text[1]];
  }
  const auto expect = [](const std::map<int, int>& found, const Numbers& wanted, int count) {
    for (std::size_t word = 0; word < wanted.size(); ++word) {
      const auto place = found.find(static_cast<int>(word));
      const double share = place == found.end() ? 0 : static_cast<double>(place->second) / count;
      const double spread = std::sqrt(wanted[word] * (1 - wanted[word]) / count);
      EXPECT_NEAR(share, wanted[word], 5 * spread + 1e-4) << "word " << word << " of " << count;
    }
  };
  expect(first, next_word(model, {0}), kTexts);
  int tried = 0;
  for (const auto& [one, found] : second) {
    if (first[one] < 2000) continue;
    ++tried;
    expect(found, next_word(model, {0, one}), first[one]);
  }
  EXPECT_GT(tried, 0);
}

TEST(TextGenerator, ATextDoesNotDependOnTheOthers) {
  const checkpoint::LanguageModel model = small_model();
  const TextGenerator generator(model);
  const auto all = generator.generate(draws_of(0, 50), {});
  for (std::uint64_t i = 0; i < 50; i += 7) {
    EXPECT_EQ(generator.generate(draws_of(i, 1), {}).front(), all[i]);
  }
}

TEST(TextGenerator, TopOneIsTheMostProbable) {
  const checkpoint::LanguageModel model = small_model();
  const TextGenerator generator(model);
  const Numbers wanted = next_word(model, {0});
  const auto best =
      static_cast<int>(std::max_element(wanted.begin(), wanted.end()) - wanted.begin());
  for (const auto& text : generator.generate(draws_of(0, 20), {.top_k = 1, .max_words = 500})) {
    EXPECT_TRUE(text.empty() || text[0] == best);
  }
}

TEST(TextGenerator, RefusesNumbersThatAreNone) {
  EXPECT_THROW(TextGenerator(small_model(false, NAN)), Error);
}

TEST(GeneratedTexts, PairsHaveOneSeparator) {
  const checkpoint::LanguageModel model = small_model(true);
  const TextGenerator generator(model);
  GeneratedTexts preset(generator, {}, 400, 1);
  std::vector<TextPair> texts;
  for (Work work; preset.next_work(work);) preset.generate(work, texts);
  EXPECT_GT(texts.size(), 20U);
  EXPECT_LT(texts.size(), 400U);
  for (const TextPair& one : texts) {
    EXPECT_FALSE(one.text.empty());
    EXPECT_FALSE(one.pair.empty());
    EXPECT_EQ((one.text + one.pair).find("<"), std::string::npos);
  }
}

}  // namespace
}  // namespace tango::augment
