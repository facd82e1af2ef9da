// tango report: results as a page to read, pictures and tables.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/draft.h"
#include "base/json.h"
#include "base/ordered_json.h"
#include "cli/commands.h"
#include "command/limits.h"
#include "command/exit_status.h"
#include "command/say.h"
#include "evaluate/report/report_files.h"
#include "recipe/child_process.h"
#include "recipe/program_files.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using base::OrderedJson;
using evaluate::NamedResults;

struct ReportOptions {
  std::vector<std::string> results;
  std::vector<std::string> names;
  std::string title = "What a cascade is worth";
  std::string output;
  double price_per_hour = 0;
};

std::vector<NamedResults> read_results(const ReportOptions& options) {
  if (!options.names.empty() && options.names.size() != options.results.size()) {
    throw Error(ErrorCode::kUsage, fmt::format("--name was given {} times for {} results",
                                               options.names.size(), options.results.size()));
  }
  std::vector<NamedResults> all;
  for (std::size_t i = 0; i < options.results.size(); ++i) {
    const fs::path path = options.results[i];
    OrderedJson results = base::read_json(path);
    if (!results.is_object() || !results.contains("sweep")) {
      throw Error(ErrorCode::kInvalidInput,
                  path.string() + ": no \"sweep\" in it; tango evaluate --sweep writes one");
    }
    all.push_back(
        {options.names.empty() ? path.stem().string() : options.names[i], std::move(results)});
  }
  return all;
}

/// Runs the program, of those that come with this one, that draws the report which `directory`
/// holds as numbers.
void render(const fs::path& directory) {
  const fs::path script = recipe::program_file("report/render.py");
  std::error_code failure;
  if (!fs::exists(script, failure)) {
    throw Error(ErrorCode::kNotFound,
                script.string() + ": not there; it comes with tango and makes the page");
  }
  const int status = recipe::run_program(script.string(), {directory.string()});
  if (status == command::exit_status(ErrorCode::kInvalidInput)) {
    throw Error(ErrorCode::kInvalidInput,
                "the results are not what a sweep of this version writes; what is above says why");
  }
  if (status != command::kSuccess) {
    throw Error(ErrorCode::kIo, "the page could not be made; what is above says why");
  }
}

int report(const ReportOptions& options) {
  base::require_absent(options.output);
  const std::vector<NamedResults> all = read_results(options);
  base::Draft draft(options.output);
  evaluate::write_report_files(
      draft.path(), options.title, all,
      options.price_per_hour > 0 ? std::optional(options.price_per_hour) : std::nullopt);
  render(draft.path());
  draft.commit();
  command::say("{}\n", (fs::path(options.output) / "index.html").string());
  return command::kSuccess;
}

}  // namespace

void add_report(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& command = *program.add_subcommand(
      "report", "A page with charts and tables of what evaluate --sweep measured");
  command.add_option("RESULTS", options->results, "Files of tango evaluate --sweep --output")
      ->required()
      ->check(CLI::ExistingFile);
  command.add_option("--name", options->names, "What to call each, in their order")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--title", options->title, "Of the page")->capture_default_str();
  command
      .add_option("--price-per-hour", options->price_per_hour,
                  "Of this machine: what a million texts cost is shown, too")
      ->type_name("PRICE")
      ->check(command::above_zero());
  command.add_option("--output", options->output, "Directory to make")
      ->type_name("DIR")
      ->required();
  command.footer("Example:\n  tango report sst2.json sst2-mpnet.json --output report\n");
  command.callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

}  // namespace tango::cli
