// tango augment: many unlabelled texts out of few, for a teacher to label.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "augment/augmentation.h"
#include "augment/transfer_file.h"
#include "cli/augment_flags.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/summary.h"
#include "cli/typed_command.h"
#include "command/exit_status.h"
#include "command/progress.h"
#include "command/say.h"

namespace tango::cli {
namespace {

/// The summary on standard error.
std::string summary(const augment::AugmentReport& report, const std::string& output,
                    double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(report.written()) / seconds : 0;
  std::string text = fmt::format("{} texts of {} in {:.1f} s ({:.0f} texts/s) → {}\n",
                                 report.written(), report.texts_read, seconds, rate, output);
  const augment::ScreenCounts& sources = report.sources;
  if (sources.texts > 0) {
    text += fmt::format("sources dropped: {} duplicates, {} held out, {} without a word\n",
                        sources.duplicates, sources.all_held_out(), sources.empty);
  }
  const augment::ScreenCounts& made = report.made.screen;
  text += fmt::format("dropped of {} made: {} duplicates, {} held out, {} without a word\n",
                      made.texts, made.duplicates, made.all_held_out(), made.empty);
  if (report.held_out_files.empty()) {
    text += "nothing was kept out; name files of test and tuning texts with --exclude\n";
  }
  if (report.size && report.made.written < *report.size) {
    text += fmt::format("fewer than the {} asked for: there are no more\n", *report.size);
  }
  return text;
}

int augment(const AugmentFlags& flags, const CLI::App& command) {
  check_presets(command, flags.run.preset);
  augment::AugmentOptions options = flags.run;
  options.reading = record_reader_options(flags.input, flags.quiet);
  require_other_file(flags.output, options.texts);
  augment::TransferFile output(flags.output);  // before the work: a bad name shows at once
  command::Progress progress(flags.quiet, command::WithoutTerminal::kLineAMinute);
  augment::AugmentReport report = augment::augment_texts(
      options, [&](const augment::TextPair& text) { output.write(text); },
      [&](const augment::ScreenCounts& counts) {
        progress.draw([&] {
          const std::int64_t kept =
              counts.texts - counts.duplicates - counts.all_held_out() - counts.empty;
          return options.size ? command::share_done(kept, *options.size, progress.seconds())
                              : fmt::format("{} texts made, {:.0f} texts/s", counts.texts,
                                            static_cast<double>(counts.texts) / progress.seconds());
        });
      });
  report.command = typed_command("tango", command);
  output.commit(report);
  const double seconds = progress.seconds();
  progress.clear();
  if (!flags.quiet) command::say("{}", summary(report, flags.output, seconds));
  return command::kSuccess;
}

}  // namespace

void add_augment(CLI::App& program, Command& chosen) {
  const auto flags = std::make_shared<AugmentFlags>();
  CLI::App& command = *program.add_subcommand(
      "augment",
      "Make many unlabelled texts out of few, for a teacher to label and a student to learn from.");
  add_augment_flags(command, *flags);
  command.footer(
      "Example:\n"
      "  tango augment --preset rules --task sst2 --data data --size 500000 --output rules.tsv\n"
      "  tango augment --preset in-domain --task sst2 --data data --texts reviews.txt \\\n"
      "    --size 500000 --output reviews.tsv\n");
  command.callback([flags, &command, &chosen] {
    chosen = [flags, &command] { return augment(*flags, command); };
  });
}

}  // namespace tango::cli
