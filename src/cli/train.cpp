// tango train: runs tango-train train.
#include "cli/commands.h"
#include "cli/trainer_process.h"

namespace tango::cli {

void add_train(CLI::App& program, Command& chosen) {
  CLI::App& command = *program.add_subcommand(
      "train", "Fine-tune an encoder checkpoint on labelled texts, whole or with LoRA");
  command.set_help_flag();  // tango-train's own
  command.prefix_command();
  command.footer(
      "Example:\n  tango train --base sentence-transformers/all-mpnet-base-v2 --task sst2 --data "
      "data --lora-rank 16 --output models/sst2-large\n");
  command.callback([&command, &chosen] {
    chosen = [&command]() -> int {
      std::vector<std::string> arguments = command.remaining();
      arguments.insert(arguments.begin(), "train");
      become_trainer(arguments);
    };
  });
}

}  // namespace tango::cli
