// Ten steps compared with PyTorch's: tests/parity/training_goldens.py.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/random_weights.h"
#include "train/data/data_set.h"
#include "train/network/bilstm.h"
#include "train/network/encoder.h"
#include "train/optimize/adam_w.h"
#include "train/optimize/loss.h"

namespace tango::train {
namespace {

constexpr std::int32_t kFirstId = 5;

text::Encoding read_input(const base::Json& golden, std::size_t index, int vocab_size) {
  const base::Json& input = golden["inputs"][index];
  text::Encoding encoding;
  const auto length = input["length"].get<std::size_t>();
  const base::RandomStream random(golden["seed"].get<std::uint64_t>(),
                                  "input " + std::to_string(index));
  const std::size_t second = input.value("second_from", length);
  for (std::size_t i = 0; i < length; ++i) {
    const auto bound = static_cast<std::uint64_t>(vocab_size - kFirstId);
    encoding.ids.push_back(kFirstId + static_cast<std::int32_t>(random.below(i, bound)));
    encoding.type_ids.push_back(i >= second ? 1 : 0);
  }
  return encoding;
}

at::Tensor read_targets(const base::Json& targets) {
  if (targets[0].is_number_integer()) {
    return at::tensor(targets.get<std::vector<std::int64_t>>(), at::kLong);
  }
  std::vector<at::Tensor> rows;
  for (const base::Json& row : targets) {
    const at::ScalarType type =
        row[0].is_number_integer() && row.size() == 2 ? at::kLong : at::kFloat;
    rows.push_back(at::tensor(row.get<std::vector<double>>(), type));
  }
  return at::stack(rows);
}

class TrainingParity : public testing::TestWithParam<const char*> {
 protected:
  TrainingParity() {
    const std::filesystem::path path = std::filesystem::path(TANGO_SOURCE_DIR) /
                                       "tests/golden/training" /
                                       (std::string(GetParam()) + ".json");
    golden_ = base::read_json(path);
    seed_ = golden_["seed"].get<std::uint64_t>();
    config_ = checkpoint::parse_model_config(golden_["config"], path.string());
    checkpoint::Checkpoint opened;
    opened.config = config_;
    opened.weights = std::make_unique<checkpoint::RandomWeights>(config_, seed_);
    parameters_ = load_parameters(config_, opened, 1);
    if (const auto* bilstm = std::get_if<checkpoint::BiLstmConfig>(&config_)) {
      parameters_.set_trainable(true);
      network_ = std::make_unique<BiLstm>(parameters_, *bilstm, BiLstmOptions{});
      read_data(bilstm->vocab_size);
    } else {
      make_encoder(std::get<checkpoint::EncoderConfig>(config_));
    }
  }

  void make_encoder(const checkpoint::EncoderConfig& config) {
    EncoderOptions options{.compute = Compute::kFloat32, .dropout = 0};
    if (golden_.contains("lora")) {
      const base::Json& lora = golden_["lora"];
      options.lora = LoraOptions{lora["rank"], lora["alpha"], 0, lora["target_modules"]};
      adapt(parameters_, config, *options.lora, 1);
      fill_adapters();
    } else {
      parameters_.set_trainable(true);
    }
    network_ = std::make_unique<Encoder>(parameters_, config, options);
    read_data(config.vocab_size);
  }

  /// Filled by the same generator as the script fills PEFT's.
  void fill_adapters() {
    const at::NoGradGuard no_gradient;
    for (const Parameter& parameter : parameters_.trainable()) {
      if (parameter.name.find(".lora_") == std::string::npos) continue;
      const bool is_query = parameter.name.find(".query.") != std::string::npos ||
                            parameter.name.find(".attn.q.") != std::string::npos;
      const double gain = is_query ? 1.5 : 1;
      const double limit = gain * std::sqrt(3 / static_cast<double>(parameter.value.size(1)));
      parameter.value.copy_(uniform_tensor(parameter.value.sizes(), limit, seed_, parameter.name));
    }
  }

  void read_data(int vocab_size) {
    for (std::size_t i = 0; i < golden_["inputs"].size(); ++i) {
      data_.add(read_input(golden_, i, vocab_size));
    }
    data_.targets = read_targets(golden_["targets"]);
  }

  [[nodiscard]] Batch batch() const {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(data_.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
    return data_.batch(rows);
  }

  [[nodiscard]] at::Tensor loss(const Batch& batch) const {
    Pass pass;
    return task_loss(checkpoint::labels_of(config_).problem_type, network_->logits(batch, pass),
                     rows_of(data_.targets, batch));
  }

  /// Row 0 has the losses, row 1 the last logits, the others norm and first numbers of each
  /// gradient.
  [[nodiscard]] std::vector<double> expected(std::size_t row) const {
    return golden_["results"][row].get<std::vector<double>>();
  }

  base::Json golden_;
  std::uint64_t seed_ = 0;
  checkpoint::ModelConfig config_;
  Parameters parameters_;
  std::unique_ptr<Network> network_;
  DataSet data_;
};

void expect_near(double found, double wanted, double tolerance, const std::string& what) {
  EXPECT_NEAR(found, wanted, tolerance * std::max(1.0, std::abs(wanted))) << what;
}

TEST_P(TrainingParity, FirstGradientsAreEqual) {
  loss(batch()).backward();
  const auto names = golden_["trained"].get<std::vector<std::string>>();
  std::size_t with_gradient = 0;
  for (const Parameter& one : parameters_.trainable()) {
    if (one.value.grad().defined()) ++with_gradient;
  }
  EXPECT_EQ(with_gradient, names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const at::Tensor& gradient = parameters_.at(names[i]).grad();
    ASSERT_TRUE(gradient.defined()) << names[i];
    const std::vector<double> wanted = expected(2 + i);
    expect_near(gradient.norm().item<double>(), wanted[0], 2e-5, names[i]);
    const at::Tensor flat = gradient.flatten();
    for (std::size_t k = 1; k < wanted.size(); ++k) {
      expect_near(flat[static_cast<std::int64_t>(k) - 1].item<double>(), wanted[k], 2e-5, names[i]);
    }
  }
}

TEST_P(TrainingParity, TenStepsAreEqual) {
  AdamW optimizer(parameters_.trainable(), {.weight_decay = golden_["weight_decay"]});
  const std::vector<double> losses = expected(0);
  ASSERT_EQ(losses.size(), 10U);
  for (const double wanted : losses) {
    const at::Tensor found = loss(batch());
    expect_near(found.item<double>(), wanted, 1e-4, "loss");
    found.backward();
    optimizer.step(golden_["learning_rate"]);
  }
  Pass pass;
  at::Tensor after = network_->logits(batch(), pass);
  if (after.dim() == 3) after = at::log_softmax(after, 1);  // only differences are learned
  after = after.flatten();
  after = after.masked_select(after.isfinite());
  const std::vector<double> wanted = expected(1);
  ASSERT_EQ(static_cast<std::size_t>(after.numel()), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    expect_near(after[static_cast<std::int64_t>(i)].item<double>(), wanted[i], 1e-3, "logit");
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, TrainingParity,
                         testing::Values("bert", "bert-regression", "roberta", "mpnet-multi-label",
                                         "distilbert", "bert-lora", "bert-span", "mpnet-span-lora",
                                         "bilstm", "static", "bert-reduced", "bert-span-reduced"),
                         [](const auto& golden) {
                           std::string name = golden.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace tango::train
