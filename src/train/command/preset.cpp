#include "train/command/preset.h"

#include <array>

#include <fmt/format.h>

#include <tango/error.h>

#include "command/limits.h"

namespace tango::train {
namespace {

struct Preset {
  const char *name, *epochs, *batch_size, *learning_rate;
};

// `paper`: section 4.1. `best`: docs/results/training.md.
constexpr std::array<Preset, 2> kPresets{
    Preset{.name = "paper", .epochs = "3", .batch_size = "32", .learning_rate = "2e-5"},
    Preset{.name = "best", .epochs = "4", .batch_size = "64", .learning_rate = "4e-3"}};

void set_default(CLI::App& command, const char* flag, const char* value) {
  CLI::Option* option = command.get_option(flag);
  if (option->count() == 0) option->run_callback_for_default()->default_val(value);
}

}  // namespace

void add_preset_option(CLI::App& command, std::string& preset) {
  command
      .add_option("--preset", preset,
                  "For a BiLSTM: epochs, batch size and learning rate: paper (3, 32, 2e-5: those "
                  "of TangoBERT) or best (4, 64, 4e-3: the best measured). Flags that are given "
                  "override the preset.")
      ->type_name("NAME")
      ->check(command::one_of({kPresets[0].name, kPresets[1].name}));
}

void apply_preset(CLI::App& command, const std::string& preset, const std::string& student) {
  if (preset.empty()) return;
  if (student != "bilstm") {
    throw Error(ErrorCode::kUsage,
                fmt::format("--preset {} is for --student bilstm, not for {}", preset, student));
  }
  for (const Preset& one : kPresets) {
    if (preset != one.name) continue;
    set_default(command, "--epochs", one.epochs);
    set_default(command, "--batch-size", one.batch_size);
    set_default(command, "--learning-rate", one.learning_rate);
  }
}

}  // namespace tango::train
