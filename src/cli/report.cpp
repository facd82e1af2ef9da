// tango report: results as a page to read, pictures and tables.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/draft.h"
#include "base/file_status.h"
#include "base/json.h"
#include "base/ordered_json.h"
#include "checkpoint/checkpoint.h"
#include "cli/certified_report.h"
#include "cli/commands.h"
#include "command/exit_status.h"
#include "command/limits.h"
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
  evaluate::Price price;
};

OrderedJson read_one(const fs::path& path) {
  OrderedJson results;
  try {
    results = base::read_json(path);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidModel) throw;
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
  if (!results.is_object() || !results.contains("sweep")) {
    throw Error(ErrorCode::kInvalidInput,
                path.string() + ": no \"sweep\" in it; tango evaluate --sweep writes one");
  }
  return results;
}

std::vector<NamedResults> read_results(const ReportOptions& options) {
  if (!options.names.empty() && options.names.size() != options.results.size()) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} names for {} results; name each, or none", options.names.size(),
                            options.results.size()),
                {"name"});
  }
  std::vector<NamedResults> all;
  for (std::size_t i = 0; i < options.results.size(); ++i) {
    const fs::path path = options.results[i];
    std::string name = options.names.empty() ? path.stem().string() : options.names[i];
    if (std::ranges::count(all, name, &NamedResults::name) > 0) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("two results are called \"{}\"; give each its own name", name),
                  {"name"});
    }
    all.push_back({std::move(name), read_one(path)});
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
  if (status == command::kSuccess) return;
  const ErrorCode code = command::error_code_of(status);
  throw Error(code, code == ErrorCode::kInvalidInput
                        ? "the results are not what a sweep of this version writes; what is above "
                          "says why"
                        : "the page could not be made; what is above says why");
}

/// Of a cascade, what its certificate shows.
int report_cascade(const ReportOptions& options, const fs::path& cascade) {
  if (options.results.size() > 1 || options.price.is_known()) {
    throw Error(ErrorCode::kUsage,
                cascade.string() +
                    ": a cascade's report is of it alone and knows no speeds; to compare several, "
                    "and for what texts cost, give files of tango evaluate --sweep");
  }
  base::Draft draft(options.output);
  evaluate::write_report_files(draft.path(), certified_report(cascade, options.title));
  render(draft.path());
  draft.commit();
  command::say("{}\n", (fs::path(options.output) / "index.html").string());
  return command::kSuccess;
}

int report(const ReportOptions& options) {
  base::require_absent(options.output);
  const fs::path cascade = checkpoint::stored_or_itself(options.results.front());
  if (base::exists(cascade / "cascade.json")) return report_cascade(options, cascade);
  const std::vector<NamedResults> all = read_results(options);
  base::Draft draft(options.output);
  evaluate::write_report_files(draft.path(), options.title, all, options.price);
  render(draft.path());
  draft.commit();
  command::say("{}\n", (fs::path(options.output) / "index.html").string());
  return command::kSuccess;
}

}  // namespace

void add_report(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& command = *program.add_subcommand(
      "report", "Make a page with charts and tables of what tango evaluate --sweep measured.");
  command
      .add_option(
          "RESULTS", options->results,
          "Results to show: files that tango evaluate --sweep --output wrote. Or a cascade: "
          "its page shows what its certificate says, class by class, and of one that was "
          "built from given answers those that look wrong.")
      ->required();
  command
      .add_option("--name", options->names,
                  "Name of a file of results on the page. Give one for each file, in the order of "
                  "the files. By default it is the file's name.")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--title", options->title, "Title of the page.")
      ->type_name("TITLE")
      ->capture_default_str();
  CLI::Option* core_price =
      command
          .add_option("--core-price", options->price.core_price,
                      "Price of a core for an hour, in any currency; then the page says what texts "
                      "cost.")
          ->type_name("X")
          ->check(command::above_zero());
  command
      .add_option("--texts-per-month", options->price.texts_per_month,
                  "Number of texts to answer each month; then the page says what a month costs.")
      ->type_name("N")
      ->check(command::above_zero())
      ->needs(core_price);
  command
      .add_option("--output", options->output,
                  "Directory to make. It gets index.html, the charts as SVG and PNG, and the "
                  "numbers as CSV and JSON.")
      ->type_name("DIR")
      ->required();
  command.footer(
      "Example:\n"
      "  tango report results.json --core-price 0.04 --texts-per-month 1e7 --output report\n"
      "  tango report sst2.json sst2-mpnet.json --output report\n"
      "  tango report my-cascade --output report\n");
  command.callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

}  // namespace tango::cli
