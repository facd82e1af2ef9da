#include "recipe/stage_inputs.h"

#include <tango/error.h>

#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

using Inputs = base::TemporaryDirectoryTest;

TEST_F(Inputs, FilesOfFlagsMayComeLater) {
  const std::filesystem::path vectors = directory_ / "vectors.txt";
  StageInputs inputs{directory_ / "texts.tsv"};
  inputs.add_files_of({"--student", "bilstm", "--vectors", vectors.string()});
  inputs.add(directory_ / "labels");
  EXPECT_EQ(inputs.find().size(), 2U);
  (void)file("vectors.txt", "the 1");
  EXPECT_EQ(inputs.find(), (std::vector<std::filesystem::path>{directory_ / "texts.tsv", vectors,
                                                               directory_ / "labels"}));
}

TEST_F(Inputs, AModelMustBeSomewhere) {
  StageInputs inputs;
  inputs.add_model((directory_ / "base").string());
  EXPECT_THROW((void)inputs.find(), Error);
  std::filesystem::create_directories(directory_ / "base");
  EXPECT_EQ(inputs.find().size(), 1U);
}

}  // namespace
}  // namespace tango::recipe
