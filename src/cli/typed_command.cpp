#include "cli/typed_command.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace tango::cli {
namespace {

bool is_plain(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=,:+@%").find(c) != std::string_view::npos;
  });
}

std::string quoted(const std::string& word) {
  if (is_plain(word)) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

void add_typed(const CLI::Option& option, std::vector<std::string>& words) {
  if (option.count() == 0) return;
  for (const std::string& value : option.results()) {
    if (option.get_lnames().empty()) {
      words.push_back(value);
      continue;
    }
    words.push_back("--" + option.get_lnames().front());
    const bool is_flag = option.get_expected_min() == 0;
    if (!is_flag) words.push_back(value);
    if (is_flag && value != "true") words.back() += "=" + value;
  }
}

}  // namespace

std::string shell_line(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

std::string called_program() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string word;
  return std::getline(file, word, '\0') && !word.empty() ? word : "tango";
}

std::string typed_flags(const CLI::App& command, std::span<const char* const> flags) {
  std::vector<std::string> words;
  for (const char* flag : flags) add_typed(*command.get_option(flag), words);
  return words.empty() ? "" : " " + shell_line(words);
}

std::string typed_command(const std::string& program, const CLI::App& command) {
  std::vector<std::string> words{program, command.get_name()};
  for (const CLI::Option* option : command.get_options()) add_typed(*option, words);
  return shell_line(words);
}

}  // namespace tango::cli
