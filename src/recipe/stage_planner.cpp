#include "recipe/build_steps.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "recipe/child_process.h"
#include "recipe/fetched.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

void take(const fs::path& made, const fs::path& output) {
  if (!fs::is_directory(made)) {
    throw Error(ErrorCode::kNotFound, made.string() + ": no such model directory");
  }
  const fs::path draft = fs::path(output) += ".partial";
  fs::remove_all(draft);
  fs::create_directories(draft.parent_path());
  fs::copy(made, draft, fs::copy_options::recursive);
  fs::rename(draft, output);
}

}  // namespace

void append(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

/// The value of a flag, or nothing.
std::optional<std::string> value_of(const Arguments& arguments, const std::string& flag) {
  const auto found = std::find(arguments.begin(), arguments.end(), flag);
  if (found == arguments.end() || found + 1 == arguments.end()) return std::nullopt;
  return *(found + 1);
}

void require_success(const std::string& stage, int status) {
  if (status == 0) return;
  throw Error(ErrorCode::kInternal,
              fmt::format("stage {} ended with status {}; the same tango build goes on from there",
                          stage, status));
}

BuildSteps::BuildSteps(const Recipe& recipe, const BuildOptions& options)
    : recipe_(recipe), options_(options), stages_(options.work, options.quiet) {
  if (fs::exists(options.output) && !stages_.was_begun(kLast)) {
    throw Error(ErrorCode::kUsage,
                options.output.string() + ": is there already, and not of a build in " +
                    options.work.string() + "; remove it, or choose another --output");
  }
}

std::string BuildSteps::portable(const Arguments& arguments) const {
  std::string line = fmt::format("tango {}", fmt::join(arguments, " "));
  for (const auto& [place, name] :
       {std::pair(options_.work, "{work}"), std::pair(options_.places.data, "{data}"),
        std::pair(options_.places.models, "{models}"),
        std::pair(options_.places.cache, "{cache}")}) {
    const std::string found = place.string();
    for (std::size_t at = 0; !found.empty() && (at = line.find(found, at)) != std::string::npos;) {
      line.replace(at, found.size(), name);
    }
  }
  return line;
}

Stage BuildSteps::verb(const std::string& name, Arguments arguments,
                       const std::vector<fs::path>& inputs, const fs::path& output,
                       bool quiet) const {
  arguments.insert(arguments.end(), {"--output", output.string()});
  std::string command = portable(arguments);
  if (quiet || options_.quiet) arguments.emplace_back("--quiet");
  return {name, std::move(command), inputs, output,
          [name, arguments] { require_success(name, run_self(arguments)); }};
}

std::string BuildSteps::run_verb(const std::string& name, Arguments arguments,
                                 const std::vector<fs::path>& inputs, const fs::path& output,
                                 const fs::path& made) {
  Stage stage = verb(name, std::move(arguments), inputs, output);
  if (!made.empty()) stage.run = [&] { take(made, output); };
  stages_.run(stage);
  return stage.what;
}

void BuildSteps::fetch_bases() const {
  if (const auto base = value_of(recipe_.train, "--base")) {
    fetch_model(*base, options_.quiet);
  }
  for (const FineTuned& model : recipe_.fine_tuned) {
    if (const auto base = value_of(model.train, "--base")) fetch_model(*base, options_.quiet);
  }
  for (const Student& student : recipe_.students) {
    const auto base = value_of(student.distill, "--student");
    if (base && *base != "bilstm") fetch_model(*base, options_.quiet);
    if (const auto vectors = value_of(student.distill, "--vectors")) {
      fetch_vectors(*vectors, options_.quiet);
    }
  }
}

BuildSteps::Large BuildSteps::make_large(const Arguments& flags, std::vector<fs::path> inputs) {
  if (!recipe_.teacher.empty()) return {checkpoint::find_model(recipe_.teacher.string()), ""};
  Large large{.directory = in_work("models/large"), .command = {}};
  large.command =
      train("large", flags, recipe_.train, std::move(inputs), large.directory, options_.large);
  return large;
}

std::string BuildSteps::train(const std::string& name, const Arguments& flags, const Arguments& own,
                              std::vector<fs::path> inputs, const fs::path& output,
                              const fs::path& made) {
  Arguments arguments{"train"};
  append(arguments, flags);
  append(arguments, own);
  inputs.push_back(checkpoint::find_model(value_of(own, "--base").value_or("")));
  return run_verb(name, std::move(arguments), inputs, output, made);
}

}  // namespace tango::recipe
