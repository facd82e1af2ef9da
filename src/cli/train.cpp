// tango train, tango exits, tango language-model: run the command of that name of tango-train,
// which has its flags and help.
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/trainer_process.h"

namespace tango::cli {
namespace {

void add_trainer_verb(CLI::App& program, Command& chosen, const std::string& name,
                      const std::string& what, const std::string& example) {
  CLI::App& command = *program.add_subcommand(name, what);
  command.set_help_flag();  // tango-train has its own
  command.prefix_command();
  command.footer("Example:\n  " + example + "\n");
  command.callback([&command, &chosen] {
    chosen = [&command]() -> int { become_trainer(trainer_arguments(command)); };
  });
}

}  // namespace

void add_train(CLI::App& program, Command& chosen) {
  add_trainer_verb(program, chosen, "train",
                   "Fine-tune an encoder checkpoint on labelled texts, in full or with LoRA.",
                   "tango train --base sentence-transformers/all-mpnet-base-v2 --task sst2 --data "
                   "data --lora-rank 16 --output sst2-large");
}

void add_exits(CLI::App& program, Command& chosen) {
  add_trainer_verb(program, chosen, "exits",
                   "Train early-exit classifiers after the layers of a fine-tuned encoder.",
                   "tango exits --model models/sst2/large --task sst2 --data data --output "
                   "models/sst2-deebert");
}

void add_language_model(CLI::App& program, Command& chosen) {
  add_trainer_verb(program, chosen, "language-model",
                   "Train the language model with which tango augment --preset lm writes texts.",
                   "tango language-model --task sst2 --data data --output models/sst2-lm");
}

}  // namespace tango::cli
