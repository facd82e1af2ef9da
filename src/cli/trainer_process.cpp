#include "cli/trainer_process.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "cli/become.h"
#include "recipe/child_process.h"

namespace tango::cli {
namespace {

/// A flag of tango distill that tango-train doesn't know: of the labels that are made before it.
constexpr const char* kOwnFlag = "teacher-precision";

/// Its path. Throws kNotFound.
std::string trainer_program() {
  return program_beside("tango-train",
                        "training needs it: build with -DTANGO_TRAIN=ON (as make trainer does) and "
                        "keep it beside tango");
}

}  // namespace

bool is_trainer_verb(std::string_view verb) {
  constexpr std::array<std::string_view, 4> kVerbs{"train", "exits", "language-model", "distill"};
  return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
}

std::vector<std::string> trainer_arguments(const CLI::App& verb) {
  std::vector<std::string> arguments{verb.get_name()};
  for (const CLI::Option* option : verb.get_options()) {
    if (option->count() == 0 || option->check_lname(kOwnFlag)) continue;
    for (const std::string& value : option->results()) {
      arguments.push_back("--" + option->get_lnames().front());
      arguments.push_back(value);
    }
  }
  const std::vector<std::string> rest = verb.remaining();
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return arguments;
}

std::vector<command::CheckedArguments> check_trainer_arguments(
    std::span<const std::vector<std::string>> commands, Variables variables) {
  if (commands.empty()) return {};
  std::string answer;
  (void)recipe::run_program(
      trainer_program(), command::arguments_to_check(commands),
      {.file = "", .text = &answer, .all_variables = variables == Variables::kRead});
  return command::parse_check_answer(answer, commands.size());
}

void become_trainer(const std::vector<std::string>& arguments) {
  // Where OpenMP's threads spin for milliseconds between two parts of a step, OpenBLAS's find no
  // core. libgomp reads this once, when it is loaded.
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", 0);
  become(trainer_program(), arguments);
}

}  // namespace tango::cli
