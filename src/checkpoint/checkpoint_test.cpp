#include "checkpoint/checkpoint.h"

#include <cstdlib>
#include <optional>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/safetensors_bytes_test.h"

namespace tango::checkpoint {
namespace {

/// Sets an environment variable, or unsets it, until the end of the scope.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~ScopedVariable() { set(old_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  void set(const std::optional<std::string>& value) {
    if (value) {
      setenv(name_, value->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

  const char* name_;
  std::optional<std::string> old_;
};

constexpr const char* kConfig =
    R"({"model_type": "bert", "vocab_size": 2, "hidden_size": 2,
  "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 2,
  "max_position_embeddings": 4, "id2label": {"0": "base no", "1": "base yes"}})";

std::string weights() {
  return safetensors({{"embeddings.word_embeddings.weight", {2, 2}, bytes_of({1, 2, 3, 4})}});
}

std::string adapter() {
  return safetensors({{"base_model.model.classifier.weight", {2, 2}, bytes_of({5, 6, 7, 8})}});
}

std::string adapter_config(const std::string& base) {
  return base::Json{{"peft_type", "LORA"},
                    {"base_model_name_or_path", base},
                    {"r", 4},
                    {"lora_alpha", 8},
                    {"modules_to_save", {"classifier"}}}
      .dump();
}

TEST(ModelStore, ComesFromTheEnvironment) {
  const ScopedVariable home("HOME", "/home/someone");
  const ScopedVariable cache("XDG_CACHE_HOME", std::nullopt);
  const ScopedVariable models("TANGO_MODELS", "");
  EXPECT_EQ(model_store(), "/home/someone/.cache/tango/models");
  const ScopedVariable other_cache("XDG_CACHE_HOME", "/cache");
  EXPECT_EQ(model_store(), "/cache/tango/models");
  const ScopedVariable other_models("TANGO_MODELS", "/models");
  EXPECT_EQ(model_store(), "/models");
}

TEST(OpenCheckpoint, ReadsOneFileOrShards) {
  const base::TemporaryDirectory directory;
  directory.write("config.json", kConfig);
  base::expect_error(ErrorCode::kNotFound, {"model.safetensors"},
                     [&] { (void)open_checkpoint(directory.path()); });
  directory.write("shard.safetensors", weights());
  directory.write("model.safetensors.index.json",
                  R"({"weight_map": {"embeddings.word_embeddings.weight": "shard.safetensors"}})");
  const Checkpoint sharded = open_checkpoint(directory.path());
  EXPECT_EQ(sharded.weights->load("embeddings.word_embeddings.weight", {2, 2}).data()[3], 4.0F);
  directory.write("model.safetensors", weights());
  const Checkpoint single = open_checkpoint(directory.path());
  EXPECT_EQ(single.weights->load("embeddings.word_embeddings.weight", {2, 2}).data()[3], 4.0F);
  EXPECT_EQ(single.tokenizer_directory, directory.path());
  EXPECT_EQ(labels_of(single.config).names[1], "base yes");
}

TEST(OpenCheckpoint, IsMadeOfTheFilesThatAreThere) {
  const base::TemporaryDirectory directory;
  directory.write("config.json", kConfig);
  directory.write("model.safetensors", weights());
  std::filesystem::create_symlink("gone", directory.path() / "pytorch_model.bin");
  const Checkpoint checkpoint = open_checkpoint(directory.path());
  EXPECT_EQ(checkpoint.files.size(), 2U);
  EXPECT_EQ(std::ranges::count(checkpoint.fingerprint, '\n'), 2);
}

TEST(OpenCheckpoint, FindsAModelOfTheStore) {
  const base::TemporaryDirectory directory;
  const ScopedVariable models("TANGO_MODELS", directory.path().string());
  std::filesystem::create_directories(directory.path() / "mine");
  directory.write("mine/config.json", kConfig);
  directory.write("mine/model.safetensors", weights());
  EXPECT_EQ(stored_or_itself("mine"), directory.path() / "mine");
  EXPECT_EQ(stored_or_itself("none"), "none");
  EXPECT_EQ(stored_or_itself(directory.path()), directory.path());
  EXPECT_EQ(open_checkpoint("mine").tokenizer_directory, directory.path() / "mine");
}

TEST(OpenCheckpoint, SaysWhatIsNotAModel) {
  const base::TemporaryDirectory directory;
  base::expect_error(ErrorCode::kNotFound, {"absent", "no such"},
                     [&] { (void)open_checkpoint(directory.path() / "absent"); });
  base::expect_error(ErrorCode::kNotFound, {"not a directory"},
                     [&] { (void)open_checkpoint(directory.write("file", "")); });
  base::expect_error(ErrorCode::kNotFound, {"config.json", "adapter_config.json"},
                     [&] { (void)open_checkpoint(directory.path()); });
  directory.write("config.json", kConfig);
  directory.write("pytorch_model.bin", "");
  base::expect_error(ErrorCode::kInvalidModel, {"pytorch_model.bin", "empty"},
                     [&] { (void)open_checkpoint(directory.path()); });
}

TEST(OpenCheckpoint, SaysWhatToDoWithAnExportedModel) {
  const base::TemporaryDirectory directory;
  directory.write("config.json", kConfig);
  directory.write("model.onnx", "");
  base::expect_error(ErrorCode::kUnsupported, {"model.onnx", "optimum", "model.safetensors"},
                     [&] { (void)open_checkpoint(directory.path()); });
}

TEST(OpenCheckpoint, FindsAnAdaptersBase) {
  const base::TemporaryDirectory directory;
  const std::filesystem::path store = directory.path() / "store";
  const ScopedVariable models("TANGO_MODELS", store.string());
  directory.write("store/organisation/name/config.json", kConfig);
  directory.write("store/organisation/name/model.safetensors", weights());
  directory.write("adapter/adapter_model.safetensors", adapter());
  const std::string in_store = (store / "organisation" / "name").string();
  for (const std::string& base :
       {in_store, std::string("../store/organisation/name"), std::string("organisation/name")}) {
    directory.write("adapter/adapter_config.json", adapter_config(base));
    const Checkpoint checkpoint = open_checkpoint(directory.path() / "adapter");
    EXPECT_EQ(checkpoint.weights->load("classifier.weight", {2, 2}).data()[0], 5.0F) << base;
    EXPECT_TRUE(std::filesystem::equivalent(checkpoint.tokenizer_directory, in_store)) << base;
    EXPECT_EQ(labels_of(checkpoint.config).names[0], "base no") << base;
  }
  base::Json own = base::Json::parse(kConfig);
  own["id2label"] = {{"0", "own no"}, {"1", "own yes"}};
  directory.write("adapter/config.json", own.dump());
  directory.write("adapter/tokenizer.json", "{}");
  const Checkpoint checkpoint = open_checkpoint(directory.path() / "adapter");
  EXPECT_EQ(labels_of(checkpoint.config).names[0], "own no");
  EXPECT_EQ(checkpoint.tokenizer_directory, directory.path() / "adapter");
}

TEST(OpenCheckpoint, SaysWhatToFetch) {
  const base::TemporaryDirectory directory;
  const ScopedVariable models("TANGO_MODELS", (directory.path() / "store").string());
  directory.write("adapter_model.safetensors", adapter());
  const auto expect = [&](const std::string& base, const std::vector<std::string>& parts) {
    directory.write("adapter_config.json", adapter_config(base));
    base::expect_error(ErrorCode::kNotFound, parts,
                       [&] { (void)open_checkpoint(directory.path()); });
  };
  expect("sentence-transformers/all-mpnet-base-v2",
         {"adapter_config.json", "\"sentence-transformers/all-mpnet-base-v2\"",
          (directory.path() / "store" / "sentence-transformers" / "all-mpnet-base-v2").string(),
          "Hugging Face directory"});
  expect("organisation/name", {"\"organisation/name\"", "store/organisation/name", "TANGO_MODELS"});
  directory.write("base/adapter_config.json", adapter_config("other"));
  directory.write("adapter_config.json", adapter_config("base"));
  base::expect_error(ErrorCode::kUnsupported, {"base", "adapter itself"},
                     [&] { (void)open_checkpoint(directory.path()); });
}

TEST(OpenCheckpoint, SaysThatTheAdaptersWeightsAreMissing) {
  const base::TemporaryDirectory directory;
  directory.write("base/config.json", kConfig);
  directory.write("base/model.safetensors", weights());
  directory.write("adapter_config.json", adapter_config("base"));
  base::expect_error(ErrorCode::kNotFound, {"adapter_model.safetensors", "missing"},
                     [&] { (void)open_checkpoint(directory.path()); });
  directory.write("adapter_model.bin", "");
  base::expect_error(ErrorCode::kInvalidModel, {"adapter_model.bin", "empty"},
                     [&] { (void)open_checkpoint(directory.path()); });
}

TEST(OpenCheckpoint, OpensTheSharedModels) {
  const char* shared = std::getenv("TANGO_SHARED_MODELS");
  const std::filesystem::path directory =
      shared != nullptr ? std::filesystem::path(shared)
                        : std::filesystem::path(TANGO_SOURCE_DIR) / ".." / "shared" / "models";
  if (!std::filesystem::is_directory(directory)) GTEST_SKIP() << directory << " is not there";
  const std::vector<std::string> labels{"negative", "positive"};

  const Checkpoint bilstm = open_checkpoint(directory / "sst2-bilstm");
  EXPECT_EQ(labels_of(bilstm.config).names, labels);
  EXPECT_EQ(bilstm.weights->load("embedding.weight", {10000, 50}).size(), 500000U);

  const Checkpoint minilm = open_checkpoint(directory / "sst2-minilm");
  const auto& config = std::get<EncoderConfig>(minilm.config);
  const EncoderNames names = encoder_names(config, *minilm.weights);
  EXPECT_EQ(names.head_output, "classifier");
  for (const EncoderLayerNames& layer : names.layers) {
    EXPECT_NO_THROW((void)minilm.weights->load(layer.feed_forward_inner + ".weight",
                                               {config.intermediate_size, config.hidden_size}));
  }

  if (!std::filesystem::is_directory(model_store() / "sentence-transformers/all-mpnet-base-v2")) {
    GTEST_SKIP() << "the adapter's base is not in " << model_store()
                 << "; scripts/fetch_models.py gets it";
  }
  const Checkpoint mpnet = open_checkpoint(directory / "sst2-mpnet-lora");
  EXPECT_EQ(labels_of(mpnet.config).names, labels);
  EXPECT_EQ(mpnet.tokenizer_directory, directory / "sst2-mpnet-lora");
  const EncoderNames mpnet_names =
      encoder_names(std::get<EncoderConfig>(mpnet.config), *mpnet.weights);
  EXPECT_EQ(mpnet_names.layers.size(), 12U);
  EXPECT_EQ(mpnet_names.head_output, "classifier.out_proj");
  EXPECT_EQ(mpnet.weights->load(mpnet_names.layers[11].query + ".weight", {768, 768}).size(),
            589824U);
}

}  // namespace
}  // namespace tango::checkpoint
