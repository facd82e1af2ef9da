#include "augment/options.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/temporary_directory.h"

namespace tango::augment {
namespace {

Missing missing(const std::string& preset, const AugmentOptions& options) {
  AugmentOptions of_preset = options;
  of_preset.preset = preset;
  return find_missing(of_preset);
}

TEST(AugmentOptions, EveryPresetSaysWhatItLacks) {
  AugmentOptions options;
  EXPECT_EQ(missing("rules", options), Missing::kTexts);
  EXPECT_EQ(missing("in-domain", options), Missing::kOwnTexts);
  EXPECT_EQ(missing("tinybert", options), Missing::kVectors);
  EXPECT_EQ(missing("lm", options), Missing::kLanguageModel);

  options.language_model = "model";
  EXPECT_EQ(missing("lm", options), Missing::kLanguageModel) << "it writes without end";
  options.size = 10;
  EXPECT_EQ(missing("lm", options), Missing::kNothing);

  options.task = "sst2";
  for (const char* preset : {"rules", "lm"}) EXPECT_EQ(missing(preset, options), Missing::kData);
  EXPECT_EQ(missing("in-domain", options), Missing::kOwnTexts);
  options.data = "data";
  options.vectors = "vectors.txt";
  for (const char* preset : {"rules", "lm", "tinybert"}) {
    EXPECT_EQ(missing(preset, options), Missing::kNothing);
  }
  options.texts = "texts.tsv";
  EXPECT_EQ(missing("in-domain", options), Missing::kNothing);
}

TEST(AugmentOptions, ErrorsNameThePresetAndNoFlag) {
  AugmentOptions options;
  options.preset = "magic";
  checkpoint::expect_error(ErrorCode::kUsage, {"magic", "in-domain"}, [&] { check(options); });
  for (const char* preset : {"rules", "lm", "in-domain", "tinybert"}) {
    options.preset = preset;
    try {
      check(options);
      FAIL() << preset;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kUsage);
      EXPECT_NE(std::string(error.what()).find(preset), std::string::npos);
      EXPECT_EQ(std::string(error.what()).find("--"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace tango::augment
