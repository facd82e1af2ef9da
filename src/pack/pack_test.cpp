#include "pack/pack.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "cascade/cascade_config.h"
#include "certify/identity.h"
#include "pack/archive.h"
#include "pack/tar.h"
#include "pack/unpack.h"

namespace tango::pack {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = TANGO_SOURCE_DIR "/tests/golden";

class Packing : public base::TemporaryDirectoryTest {
 protected:
  static std::vector<std::string> models_of(const fs::path& cascade) {
    return certify::identity_of_files(cascade::read_cascade_config(cascade)).models;
  }

  std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (!entry.is_directory()) names.push_back(fs::relative(entry.path(), directory_).string());
    }
    std::ranges::sort(names);
    return names;
  }

  fs::path archive() const { return directory_ / "cascade.tar"; }
  fs::path unpacked() const { return directory_ / "out"; }
};

TEST_F(Packing, ACascadeComesBackWithItsModels) {
  const Packed packed = pack(kGolden / "tiny-cascade", archive());
  EXPECT_EQ(packed.bytes, fs::file_size(archive()));
  EXPECT_EQ(packed.files, 7U);
  const Unpacked read = unpack(archive(), unpacked());
  EXPECT_EQ(read.tiers, 2U);
  EXPECT_EQ(read.remarks, std::vector<std::string>{});
  EXPECT_EQ(entries(), (std::vector<std::string>{
                           "cascade.tar", "out/cascade.json", "out/tiny-bert/config.json",
                           "out/tiny-bert/model.safetensors", "out/tiny-bert/vocab.txt",
                           "out/tiny-bilstm/config.json", "out/tiny-bilstm/model.safetensors",
                           "out/tiny-bilstm/vocab.txt"}));
  EXPECT_EQ(models_of(unpacked()), models_of(kGolden / "tiny-cascade"));
  const auto config = cascade::read_cascade_config(unpacked());
  EXPECT_EQ(config.tiers[0].model, unpacked() / "tiny-bilstm");
  EXPECT_FLOAT_EQ(config.tiers[0].threshold, 0.7F);
  EXPECT_EQ(base::read_json(unpacked() / "cascade.json").at("tiers")[1].at("model"), "tiny-bert");
}

TEST_F(Packing, TheSameCascadeGivesTheSameBytesFromElsewhereToo) {
  pack(kGolden / "tiny-cascade", archive());
  (void)unpack(archive(), unpacked());
  pack(unpacked(), directory_ / "again.tar");
  EXPECT_EQ(base::contents(archive()), base::contents(directory_ / "again.tar"));
}

TEST_F(Packing, WithoutTheTeacherItsHashIsCompared) {
  pack(kGolden / "tiny-cascade", archive(), {.with_teacher = false});
  const Unpacked read = unpack(archive(), unpacked());
  ASSERT_EQ(read.remarks.size(), 1U);
  EXPECT_EQ(
      read.remarks[0],
      "tier 2: its model is not packed; put it at " + (unpacked() / "tiny-bert").string() +
          " or in the model store under the name tiny-bert. The hash of the one it was packed "
          "with is " +
          models_of(kGolden / "tiny-cascade")[1]);
  EXPECT_FALSE(fs::exists(unpacked() / "tiny-bert"));
  fs::copy(kGolden / "tiny-bert", unpacked() / "tiny-bert");
  EXPECT_EQ(models_of(unpacked()), models_of(kGolden / "tiny-cascade"));
}

TEST_F(Packing, AnAdapterTravelsWithItsBaseOrNamesIt) {
  file("in/cascade.json", R"({"version": "1.0", "tiers": [{"model": ")" +
                              (kGolden / "lora/bert-patterns").string() + R"("}]})");
  pack(directory_ / "in", archive());
  EXPECT_EQ(unpack(archive(), unpacked()).remarks, std::vector<std::string>{});
  EXPECT_TRUE(fs::exists(unpacked() / "bert-patterns/base/model.safetensors"));
  EXPECT_EQ(models_of(unpacked()), models_of(directory_ / "in"));
  pack(directory_ / "in", archive(), {.with_bases = false});
  fs::remove_all(unpacked());
  EXPECT_EQ(unpack(archive(), unpacked()).remarks,
            std::vector<std::string>{
                "tier 1: the base model base is not packed; the model store must have it"});
  EXPECT_FALSE(fs::exists(unpacked() / "bert-patterns/base"));
}

TEST_F(Packing, ABaseOfThisMachineAloneCantTravel) {
  file("in/cascade.json", R"({"version": "1.0", "tiers": [{"model": "adapter"}]})");
  fs::copy(kGolden / "lora/bert-patterns", directory_ / "in/adapter", fs::copy_options::recursive);
  base::Json config = base::read_json(directory_ / "in/adapter/adapter_config.json");
  config["base_model_name_or_path"] = (directory_ / "in/adapter/base").string();
  file("in/adapter/adapter_config.json", config.dump());
  base::expect_error(ErrorCode::kUnsupported,
                     {"base_model_name_or_path", "which no other machine has", "tango export"},
                     [&] { (void)pack(directory_ / "in", archive()); });
}

TEST_F(Packing, WhoIsAskedTravelsByName) {
  const auto cascade = [](const std::string& endpoint) {
    return R"({"version": "1.0", "tiers": [{"model": ")" + (kGolden / "tiny-bert").string() +
           R"(", "threshold": 0.5}, {"endpoint": )" + endpoint + "}]}";
  };
  file("in/cascade.json", cascade(R"({"protocol": "ask", "labels": ["a", "b", "c"]})"));
  file("in/suspects.tsv", "text\tanswer\n");
  pack(directory_ / "in", archive());
  const Unpacked read = unpack(archive(), unpacked());
  EXPECT_EQ(read.tiers, 2U);
  EXPECT_EQ(read.remarks, std::vector<std::string>{}) << "nothing is sent anywhere";
  const auto config = cascade::read_cascade_config(unpacked());
  EXPECT_EQ(config.tiers[0].model, unpacked() / "tiny-bert");
  EXPECT_EQ(config.tiers[1].endpoint->protocol, "ask");
  EXPECT_EQ(models_of(unpacked()), models_of(directory_ / "in")) << "a certificate stands";
  EXPECT_FALSE(fs::exists(unpacked() / "suspects.tsv")) << "texts of others stay at home";
  pack(unpacked(), directory_ / "again.tar");
  EXPECT_EQ(base::contents(archive()), base::contents(directory_ / "again.tar"));

  file("in/cascade.json", cascade(R"({"protocol": "tei", "url": "http://localhost:1/predict",
                                      "labels": ["a", "b", "c"]})"));
  pack(directory_ / "in", archive());
  fs::remove_all(unpacked());
  EXPECT_EQ(unpack(archive(), unpacked()).remarks,
            std::vector<std::string>{"tier 2: an endpoint: texts that reach it are sent to "
                                     "http://localhost:1/predict"});
}

TEST_F(Packing, NothingIsOverwritten) {
  pack(kGolden / "tiny-cascade", archive());
  file("out/mine.txt", "mine");
  base::expect_error(ErrorCode::kUsage, {"already exists"},
                     [&] { (void)unpack(archive(), unpacked()); });
}

TEST_F(Packing, WhatIsDamagedLeavesNothingBehind) {
  pack(kGolden / "tiny-cascade", archive());
  const std::string whole = base::contents(archive());
  const auto refuses = [&](const std::string& bytes, const std::string& message) {
    file("cascade.tar", bytes);
    base::expect_error(ErrorCode::kInvalidModel, {archive().string(), message},
                       [&] { (void)unpack(archive(), unpacked()); });
    EXPECT_EQ(entries(), std::vector<std::string>{"cascade.tar"});
  };
  refuses(whole.substr(0, whole.size() / 2), "ends too early");
  refuses("", "not an archive");
  std::string changed = whole;
  const std::size_t word = changed.rfind("[UNK]");  // of a vocabulary
  ASSERT_NE(word, std::string::npos);
  changed[word + 1] = 'V';
  refuses(changed, "vocab.txt has changed since it was packed");
}

/// An archive of these files, whatever they say.
std::string archive_of(const std::vector<std::pair<std::string, std::string>>& files,
                       const std::string& models) {
  Manifest manifest;
  for (const auto& [path, content] : files) {
    manifest.files.push_back({path, content.size(), content_hash(content)});
  }
  base::Json json = to_json(manifest);
  json["models"] = base::Json::parse(models);
  std::string bytes;
  const auto add = [&](const std::string& path, const std::string& content) {
    const auto header = tar_header(path, content.size());
    bytes.append(header.data(), header.size()).append(content).append(tar_padding(content.size()));
  };
  add(kManifestFile, json.dump());
  for (const auto& [path, content] : files) add(path, content);
  return bytes.append(tar_end());
}

TEST(ReadArchive, RefusesWhatLeadsElsewhere) {
  const std::string model = R"([{"name": "m", "hash": "0", "packed": true}])";
  const auto cascade = [](const std::string& name) {
    return R"({"version": "1.0", "tiers": [{"model": ")" + name + R"("}]})";
  };
  EXPECT_EQ(
      read_archive(archive_of({{"cascade.json", cascade("m")}, {"m/config.json", "{}"}}, model),
                   "in.tar")
          .contents.back(),
      "{}");
  const auto refuses = [](const std::string& bytes, const std::string& message) {
    base::expect_error(ErrorCode::kInvalidModel, {"in.tar: ", message},
                       [&] { (void)read_archive(bytes, "in.tar"); });
  };
  const std::pair<std::string, std::string> good{"cascade.json", cascade("m")};
  refuses(archive_of({good, {"../m/x", ""}}, model), "plain relative path, found \"../m/x\"");
  refuses(archive_of({good, {"/m/x", ""}}, model), "plain relative path");
  refuses(archive_of({good, {"m/x", ""}, {"m/x", ""}}, model), "m/x is there twice");
  refuses(archive_of({good, {"m", ""}, {"m/x", ""}}, model), "m is a file and a folder");
  refuses(archive_of({good, {"pack.json", ""}}, model), "pack.json is there twice");
  refuses(archive_of({{"m/x", ""}}, model), "no cascade.json");
  refuses(archive_of({good}, model), "tier 1: m is not packed");
  refuses(archive_of({{"cascade.json", cascade("/etc")}, {"m/x", ""}}, model),
          "tier 1: not the model of m");
  refuses(archive_of({{"cascade.json", R"({"tiers": [], "tiers": []})"}, {"m/x", ""}}, model),
          "cascade.json: \"tiers\" stands twice");
  refuses(archive_of({{"cascade.json", "[]"}, {"m/x", ""}}, model), "\"tiers\" should be a list");
  refuses(archive_of({good, {"m/x", ""}}, R"([{"name": "../m", "hash": "0", "packed": true}])"),
          "should be a plain path");
  refuses(archive_of({good, {"m/x", ""}}, "[]"), "\"models\" should be a list");
  refuses(archive_of({good, {"m/x", ""}}, R"([{"endpoint": true, "hash": "0"}])"),
          "tier 1: not the endpoint that was packed");
  const std::pair<std::string, std::string> asks{
      "cascade.json", R"({"version": "1.0", "tiers": [{"endpoint": {"protocol": "ask"}}]})"};
  refuses(archive_of({asks, {"m/x", ""}}, model), "tier 1: an endpoint, and not the model of m");
}

}  // namespace
}  // namespace tango::pack
