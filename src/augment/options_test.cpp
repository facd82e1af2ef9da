#include "augment/options.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::augment {
namespace {

AugmentOptions of(const std::string& preset) {
  AugmentOptions options;
  options.preset = preset;
  options.texts = "texts.tsv";
  return options;
}

/// The settings named by the error of check(); none when it accepts the options.
ErrorSettings refused(const AugmentOptions& options) {
  try {
    check(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_EQ(std::string(error.what()).find("--"), std::string::npos) << error.what();
    return error.settings();
  }
  return {};
}

TEST(AugmentOptions, EveryPresetSaysWhatItLacks) {
  EXPECT_EQ(refused(of("magic")), ErrorSettings{"preset"});
  EXPECT_EQ(refused(of("tinybert")), ErrorSettings{"vectors"});
  AugmentOptions language_model = of("lm");
  EXPECT_EQ(refused(language_model), ErrorSettings{"language_model"});
  language_model.language_model = "model";
  EXPECT_EQ(refused(language_model), ErrorSettings{"size"}) << "it writes without end";
  language_model.size = 10;
  language_model.texts.clear();
  EXPECT_EQ(refused(language_model), ErrorSettings{});

  for (const char* preset : {"rules", "in-domain"}) {
    AugmentOptions options = of(preset);
    EXPECT_EQ(refused(options), ErrorSettings{});
    options.task = "sst2";
    EXPECT_EQ(refused(options), ErrorSettings{"data"}) << "its test texts are kept out";
    options.data = "data";
    EXPECT_EQ(refused(options), ErrorSettings{});
  }
}

TEST(AugmentOptions, OnlySomePresetsStartFromATask) {
  AugmentOptions options = of("rules");
  options.texts.clear();
  EXPECT_EQ(refused(options), (ErrorSettings{"texts", "task"}));
  options.task = "sst2";
  options.data = "data";
  EXPECT_EQ(refused(options), ErrorSettings{});
  options.preset = "in-domain";
  EXPECT_EQ(refused(options), ErrorSettings{"texts"});
}

TEST(AugmentOptions, ValuesFitTogether) {
  AugmentOptions options = of("rules");
  options.rules.mask = 0.6;
  options.rules.replace = 0.6;
  EXPECT_EQ(refused(options), (ErrorSettings{"p_mask", "p_pos"}));
  options.rules.replace = 0.4;
  options.rules.mask_token = "a b";
  EXPECT_EQ(refused(options), ErrorSettings{"mask_token"});
  options = of("in-domain");
  options.in_domain.min_words = options.in_domain.max_words + 1;
  EXPECT_EQ(refused(options), (ErrorSettings{"min_words", "max_words"}));
}

}  // namespace
}  // namespace tango::augment
