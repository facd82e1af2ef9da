#include "checkpoint/hub_cache.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

TEST(HubCache, NamesAreOrganisationAndName) {
  EXPECT_EQ(hub_name("org/model-1.0")->repository, "org/model-1.0");
  EXPECT_EQ(hub_name("org/model@v2")->revision, "v2");
  for (const char* other : {"model", "/org/model", "org/model/x", "../model", "org/..",
                            "org/ model", "org/model@", "./model"}) {
    EXPECT_EQ(hub_name(other), std::nullopt) << other;
  }
}

TEST(HubCache, FindsASnapshotThroughItsBranch) {
  const base::TemporaryDirectory home;
  const fs::path repository = home.path() / "hub/models--org--model";
  fs::create_directories(repository / "refs");
  fs::create_directories(repository / "snapshots/abc123");
  (void)home.write("hub/models--org--model/refs/main", "abc123\n");
  setenv("HF_HOME", home.path().c_str(), 1);
  EXPECT_EQ(find_snapshot({"org/model"}), repository / "snapshots/abc123");
  EXPECT_EQ(find_snapshot({"org/model", "abc123"}), repository / "snapshots/abc123");
  EXPECT_EQ(find_snapshot({"org/model", "v2"}), std::nullopt);
  EXPECT_EQ(find_snapshot({"org/other"}), std::nullopt);
  (void)home.write("hub/models--org--model/refs/main", "../../elsewhere");
  EXPECT_EQ(find_snapshot({"org/model"}), std::nullopt);
  unsetenv("HF_HOME");
}

}  // namespace
}  // namespace tango::checkpoint
