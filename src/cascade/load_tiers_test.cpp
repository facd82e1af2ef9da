// Exits of a model that lies in a directory, and what cascades of one model share.
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "cascade/cascade.h"
#include "checkpoint/model_config.h"
#include "checkpoint/parameter_list.h"
#include "checkpoint/safetensors_writer.h"
#include "checkpoint/small_encoder_test.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;

/// A model of two layers, and off-ramps where they are asked for.
class ExitsOfADirectory : public base::TemporaryDirectoryTest {
 protected:
  ExitsOfADirectory() {
    const fs::path tiny = TANGO_SOURCE_DIR "/tests/golden/tiny-bert";
    fs::create_directory(directory_ / "large");
    fs::copy(tiny / "vocab.txt", directory_ / "large");
    base::Json json = base::read_json(tiny / "config.json");
    json["num_hidden_layers"] = 2;
    file("large/config.json", json.dump());
    config_ =
        std::get<checkpoint::EncoderConfig>(checkpoint::read_model_config(directory_ / "large"));
    write("model.safetensors", checkpoint::RandomWeights(config_, 2),
          checkpoint::parameter_list(config_));
  }

  void write(const char* name, const checkpoint::WeightSource& weights,
             const std::vector<checkpoint::ParameterSpec>& parameters) {
    std::vector<tensor::Tensor> tensors;
    std::vector<checkpoint::TensorView> views;
    for (const checkpoint::ParameterSpec& one : parameters) {
      const tensor::Tensor& tensor = tensors.emplace_back(weights.load(one.name, one.shape));
      const std::span values(tensor.data(), tensor.size());
      views.push_back({one.name, "F32", one.shape, std::as_bytes(values)});
    }
    checkpoint::write_safetensors(directory_ / "large" / name, views);
  }

  void write_off_ramps() {
    write("off_ramps.safetensors", checkpoint::random_off_ramps(config_, 3),
          checkpoint::off_ramp_parameters(config_));
  }

  Cascade load(int layers) {
    file("cascade.json", R"({"version": "1.0", "tiers": [
        {"exit_of": "large", "threshold": 0.9, "temperature": 2, "layers": )" +
                             std::to_string(layers) +
                             R"(}, {"model": "large", "precision": "int8"}]})");
    return Cascade::load(directory_);
  }

  checkpoint::EncoderConfig config_;
};

TEST_F(ExitsOfADirectory, ShareTheModelAndItsPrecision) {
  write_off_ramps();
  const Cascade cascade = load(1);
  ASSERT_EQ(cascade.num_tiers(), 2);
  EXPECT_TRUE(cascade.tier(1).goes_on_from(cascade.tier(0)));
  EXPECT_EQ(cascade.tier(0).model().precision(), model::Precision::kInt8);
  EXPECT_EQ(cascade.tier(0).temperature(), 2);
  EXPECT_NE(cascade.tier(0).identity(), cascade.tier(1).identity());
  EXPECT_EQ(cascade.labels().names, config_.labels.names);
}

TEST_F(ExitsOfADirectory, WhatIsMissingIsSaid) {
  const auto error_of = [this](int layers) -> std::string {
    try {
      (void)load(layers);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(error_of(1).find("off_ramps.safetensors: not there"), std::string::npos);
  write_off_ramps();
  EXPECT_NE(error_of(config_.num_layers).find("at least one layer"), std::string::npos);
}

/// Directories of the model, or copies of it.
class TiersOfOneModel : public ExitsOfADirectory {
 protected:
  Cascade load_model(const char* name, model::Precision precision = model::Precision::kInt8) const {
    return Cascade::load_model(directory_ / name, {.precision = precision});
  }
  void copy(const char* name) const { fs::copy(directory_ / "large", directory_ / name); }
};

bool share(const Cascade& one, const Cascade& other) {
  const Tier& last = one.tier(one.num_tiers() - 1);
  const Tier& others = other.tier(other.num_tiers() - 1);
  return &last.model() == &others.model();
}

TEST_F(TiersOfOneModel, AreLoadedOnce) {
  const Cascade one = load_model("large");
  EXPECT_TRUE(share(one, load_model("large")));
  EXPECT_EQ(&one.tier(0).tokenizer(), &load_model("large").tier(0).tokenizer());
  EXPECT_FALSE(share(one, load_model("large", model::Precision::kFloat32)));
  copy("copy");
  fs::create_directory_symlink(directory_ / "large", directory_ / "link");
  for (const char* other : {"copy", "link"}) EXPECT_TRUE(share(one, load_model(other))) << other;
}

TEST_F(TiersOfOneModel, OfOtherWeightsOrLabelsAreOthers) {
  const Cascade one = load_model("large");
  copy("other");
  base::Json config = base::read_json(directory_ / "other/config.json");
  config["id2label"] = {{"0", "no"}, {"1", "yes"}};
  config.erase("label2id");
  file("other/config.json", config.dump());
  const Cascade other = load_model("other");
  EXPECT_FALSE(share(one, other));
  EXPECT_EQ(other.labels().names.back(), "yes");
  EXPECT_EQ(&one.tier(0).tokenizer(), &other.tier(0).tokenizer());
  fs::remove(directory_ / "large/model.safetensors");
  write("model.safetensors", checkpoint::RandomWeights(config_, 9),
        checkpoint::parameter_list(config_));
  EXPECT_FALSE(share(one, load_model("large")));
}

TEST_F(TiersOfOneModel, ShareTheirExits) {
  write_off_ramps();
  const Cascade one = load(1);
  const Cascade other = load(1);
  EXPECT_TRUE(share(one, other));
  EXPECT_EQ(&one.tier(0).model(), &other.tier(0).model());
  EXPECT_FALSE(share(one, load_model("large")));
}

}  // namespace
}  // namespace tango::cascade
