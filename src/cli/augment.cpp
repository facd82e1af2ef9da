// tango augment: many unlabelled texts out of few, for a teacher to label.
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "cli/augment_flags.h"
#include "cli/augmentation.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command/exit_status.h"

namespace tango::cli {
namespace {

/// Writes texts as rows; the first one decides whether they are pairs.
class RowWriter {
 public:
  explicit RowWriter(base::OutputStream& stream) : stream_(stream) {}

  void write(const augment::TextPair& text) {
    if (!is_pair_) {
      is_pair_ = !text.pair.empty();
      stream_.write(*is_pair_ ? "text\ttext_pair\n" : "text\n");
    }
    stream_.write(text.text);
    if (*is_pair_) {
      stream_.write("\t");
      stream_.write(text.pair);
    }
    stream_.write("\n");
  }

 private:
  base::OutputStream& stream_;
  std::optional<bool> is_pair_;
};

/// The flags that were given, by arguments or environment, as they would be typed.
std::string typed(const CLI::App& command) {
  std::string line = "tango " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0) continue;
    for (const std::string& value : option->results()) {
      line += " --" + option->get_lnames().front();
      if (option->get_type_size() > 0) line += " " + value;
    }
  }
  return line;
}

int augment(const AugmentOptions& options, const CLI::App& command) {
  check_augment_flags(command, options);
  AugmentReport report;
  report.preset = options.preset;
  report.seed = options.seed;
  report.command = typed(command);
  report.output = options.output;
  report.size = options.size;
  report.guard = options.guard;
  base::AtomicFile output(options.output);  // before the work: a bad name shows at once
  base::AtomicFile report_file(options.output + ".json");
  RowWriter rows(output.stream());
  Progress progress(options.quiet);
  augment_texts(
      options, report, [&](const augment::TextPair& text) { rows.write(text); },
      [&](const augment::ScreenCounts& counts) {
        progress.draw([&] {
          return fmt::format("{} texts made, {:.0f} a second", counts.texts,
                             static_cast<double>(counts.texts) / progress.seconds());
        });
      });
  report_file.stream().write(report.to_json().dump(2) + "\n");
  output.commit();
  report_file.commit();
  const double seconds = progress.seconds();
  progress.clear();
  if (!options.quiet) fmt::print(stderr, "{}", report.to_text(seconds));
  return command::kSuccess;
}

}  // namespace

void add_augment(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<AugmentOptions>();
  options->input.path.clear();
  CLI::App& command = *program.add_subcommand(
      "augment",
      "Make many unlabelled texts out of few, for a teacher to label and a student to "
      "learn from");
  add_augment_flags(command, *options);
  command.footer(
      "Example:\n"
      "  tango augment --preset rules --task sst2 --data data --size 500000 --output rules.tsv\n"
      "  tango augment --preset in-domain --task sst2 --data data --texts reviews.txt \\\n"
      "    --size 500000 --output reviews.tsv\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return augment(*options, command); };
  });
}

}  // namespace tango::cli
