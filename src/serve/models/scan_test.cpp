#include "serve/models/scan.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"

namespace tango::serve {
namespace {

using ScannedModels = base::TemporaryDirectoryTest;

TEST_F(ScannedModels, FingerprintsEndWhereLinksLeadBack) {
  (void)file("model/cascade.json", "{}");
  (void)file("model/large/config.json", "{}");
  for (const char* link : {"x", "y"}) {
    std::filesystem::create_directory_symlink(".", directory_ / "model" / link);
    std::filesystem::create_directory_symlink("..", directory_ / "model/large" / link);
  }
  const std::string before = fingerprint_of(directory_ / "model");
  EXPECT_LT(before.size(), 10'000U);
  (void)file("model/large/config.json", "{ }");
  EXPECT_NE(fingerprint_of(directory_ / "model"), before);
}

TEST_F(ScannedModels, FingerprintsKnowWhatALinkLeadsTo) {
  (void)file("model/cascade.json", "{}");
  (void)file("bases/large/config.json", "{}");
  std::filesystem::create_directory_symlink(directory_ / "bases/large", directory_ / "model/large");
  const std::string before = fingerprint_of(directory_ / "model");
  (void)file("bases/large/config.json", "{ }");
  EXPECT_NE(fingerprint_of(directory_ / "model"), before);
}

TEST_F(ScannedModels, FingerprintsAreEmptyWhereMoreLiesThanIsLookedInto) {
  (void)file("model/a/b/c/d/config.json", "{}");
  EXPECT_NE(fingerprint_of(directory_ / "model"), "");
  (void)file("model/a/b/c/d/e/config.json", "{}");
  EXPECT_EQ(fingerprint_of(directory_ / "model"), "");
  for (std::size_t i = 1; i < kMostFiles; ++i) (void)file("many/a/" + std::to_string(i), "");
  EXPECT_NE(fingerprint_of(directory_ / "many"), "");
  (void)file("many/cascade.json", "{}");
  EXPECT_EQ(fingerprint_of(directory_ / "many"), "");
}

TEST(ScannedNames, NamesAreUtf8) {
  const base::TemporaryDirectory directory;
  const std::string bytes = "a\xff\xfe";
  directory.write(bytes + "/cascade.json", "{}");
  std::filesystem::create_symlink(bytes, directory.path() / "b\xff");
  const Found found = scan_models(directory.path());
  ASSERT_EQ(found.models.size(), 1U);
  EXPECT_EQ(found.models[0].name, "a\uFFFD\uFFFD");
  EXPECT_EQ(found.models[0].directory.filename(), bytes);
  EXPECT_EQ(found.aliases.at("b\uFFFD"), "a\uFFFD\uFFFD");
}

}  // namespace
}  // namespace tango::serve
