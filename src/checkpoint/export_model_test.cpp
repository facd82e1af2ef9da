#include "checkpoint/export_model.h"

#include <algorithm>

#include "base/expect_error_test.h"
#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/parameter_list.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;
using ExportModel = base::TemporaryDirectoryTest;

fs::path golden(const char* name) { return fs::path(TANGO_SOURCE_DIR) / "tests/golden" / name; }

TEST_F(ExportModel, AnAdapterBecomesAWholeModelWithTheSameWeights) {
  for (const char* name : {"lora/bert-patterns", "lora/distilbert-bare-base", "tiny-bert"}) {
    const fs::path output = directory_ / fs::path(name).filename();
    EXPECT_TRUE(export_model(golden(name), output).empty());
    EXPECT_FALSE(fs::exists(output / "adapter_config.json"));
    const Checkpoint original = open_checkpoint(golden(name));
    const Checkpoint exported = open_checkpoint(output);
    EXPECT_EQ(labels_of(exported.config).names, labels_of(original.config).names);
    const auto specs = parameter_list(original.config);
    ASSERT_EQ(exported.weights->names().size(), specs.size());
    for (const ParameterSpec& one : specs) {
      ASSERT_TRUE(exported.weights->contains(one.name))
          << "the names of transformers: " << one.name;
    }
    const std::string some = specs[specs.size() / 2].name;
    const auto& shape = specs[specs.size() / 2].shape;
    const tensor::Tensor found = exported.weights->load(some, shape);
    const std::string before = original.weights->contains(some)
                                   ? some
                                   : some.substr(some.find('.') + 1);  // a bare encoder
    const tensor::Tensor right = original.weights->load(before, shape);
    EXPECT_TRUE(std::equal(right.data(), right.data() + right.size(), found.data())) << some;
  }
}

TEST_F(ExportModel, WhatCantBeExportedIsRefused) {
  base::expect_error(ErrorCode::kUnsupported, {"BiLSTM"},
                     [&] { (void)export_model(golden("tiny-bilstm"), directory_ / "bilstm"); });
  EXPECT_FALSE(fs::exists(directory_ / "bilstm"));
  fs::create_directory(directory_ / "there");
  base::expect_error(ErrorCode::kUsage, {"there", "exists"},
                     [&] { (void)export_model(golden("tiny-bert"), directory_ / "there"); });
}

}  // namespace
}  // namespace tango::checkpoint
