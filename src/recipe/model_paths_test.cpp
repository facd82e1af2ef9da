#include "recipe/model_paths.h"

#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

using ModelPaths = base::TemporaryDirectoryTest;

TEST_F(ModelPaths, ModelsThatLieBesideGoAlong) {
  const std::filesystem::path cascade = "/home/you/work/cascade";
  EXPECT_EQ(portable_name("/home/you/work/teacher", cascade, "/store"), "../teacher");
  EXPECT_EQ(portable_name("/home/you/work/models/teacher", cascade, "/store"), "../models/teacher");
  EXPECT_EQ(portable_name("/home/you/work/cascade/large", cascade, "/store"), "large");
  EXPECT_EQ(portable_name("/home/you/teacher", cascade, "/store"), "/home/you/teacher");
  EXPECT_EQ(portable_name("/teacher", "/cascade", "/store"), "/teacher")
      << "a way through the root goes nowhere else";
  EXPECT_EQ(portable_name("/store/org/teacher", cascade, "/store"), "org/teacher");
  EXPECT_EQ(portable_name("/home/you/work/teacher", cascade, ""), "../teacher");
}

TEST_F(ModelPaths, AStoredNameThatIsBesideTheCascadeIsNotTaken) {
  (void)file("cascade/org/teacher/config.json", "{}");
  const auto store = directory_ / "elsewhere/store";
  EXPECT_EQ(portable_name(store / "org/teacher", directory_ / "cascade", store),
            "../elsewhere/store/org/teacher");
}

TEST_F(ModelPaths, OnlyModelsAreRenamed) {
  const auto json = file("draft/cascade.json",
                         R"({"version": "1.0", "tiers": [{"model": "small", "threshold": 0.5},
                             {"model": "/home/you/teacher"}, {"endpoint": {"protocol": "ask"}}]})");
  make_names_portable(directory_ / "draft", "/home/you/cascade", "/store");
  const base::Json tiers = base::read_json(json).at("tiers");
  EXPECT_EQ(tiers[0].at("model"), "small");
  EXPECT_EQ(tiers[0].at("threshold"), 0.5);
  EXPECT_EQ(tiers[1].at("model"), "../teacher");
  EXPECT_EQ(tiers[2].at("endpoint").at("protocol"), "ask");
}

}  // namespace
}  // namespace tango::recipe
