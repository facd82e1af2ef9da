#include "train/command/preset.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "train/command/trainer_options.h"

namespace tango::train {
namespace {

struct Parsed {
  RunOptions run;
  std::string preset, identity;
};

Parsed parsed(const std::string& flags, const std::string& student = "bilstm") {
  Parsed found;
  CLI::App command("", "distill");
  add_run_options(command, found.run);
  add_preset_option(command, found.preset);
  command.parse(flags + " --output out");
  apply_preset(command, found.preset, student);
  found.identity = identity_of(command);
  return found;
}

TEST(Preset, ThePapersNumbers) {
  const Parsed found = parsed("--preset paper");
  EXPECT_EQ(found.run.trainer.epochs, 3);
  EXPECT_EQ(found.run.trainer.batch_size, 32);
  EXPECT_EQ(found.run.trainer.learning_rate, 2e-5);
}

TEST(Preset, AFlagBesideItWins) {
  const Parsed found = parsed("--preset paper --epochs 7");
  EXPECT_EQ(found.run.trainer.epochs, 7);
  EXPECT_EQ(found.run.trainer.batch_size, 32);
}

TEST(Preset, NoneChangesNothing) {
  EXPECT_EQ(parsed("").run.trainer.epochs, RunOptions().trainer.epochs);
}

TEST(Preset, IsPartOfWhatMakesARun) {
  EXPECT_NE(parsed("--preset paper").identity, parsed("--preset best").identity);
  EXPECT_NE(parsed("--preset best").identity.find("--epochs=4"), std::string::npos);
}

TEST(Preset, IsOfABiLstm) { EXPECT_THROW((void)parsed("--preset best", "minilm"), Error); }

}  // namespace
}  // namespace tango::train
