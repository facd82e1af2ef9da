// tango label: writes a model's logits for many texts, for distillation.
#include "cli/label.h"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/summary.h"
#include "command/exit_status.h"
#include "command/progress.h"
#include "command/say.h"
#include "service/label_texts.h"

namespace tango::cli {

namespace {

/// 0 where nobody is told.
std::int64_t count_texts(const LabelOptions& options) {
  if (options.quiet) return 0;
  const auto reader =
      task::open_record_reader(options.input.path, record_reader_options(options.input, true));
  std::int64_t count = 0;
  for (task::Record record; reader->next(record);) ++count;
  return count;
}

}  // namespace

cascade::Cascade load_teacher(const LabelOptions& options) {
  return load_cascade(options.model,
                      {options.input.path, record_reader_options(options.input, options.quiet)},
                      options.quiet);
}

std::string identity_of(const LabelOptions& options, const cascade::Cascade& teacher) {
  return service::label_identity(options.model.model, options.input.path,
                                 reading_of(options.input).dump(), teacher,
                                 options.model.max_length);
}

void label(const LabelOptions& options) {
  const task::RecordReaderOptions reading = record_reader_options(options.input, options.quiet);
  const cascade::Cascade teacher = load_teacher(options);
  checkpoint::LogitsWriter file(options.output, identity_of(options, teacher),
                                teacher.labels().names);
  if (file.done() > 0 && !options.quiet) {
    command::say("continuing after the {} texts that are already labelled\n", file.done());
  }
  const auto reader = task::open_record_reader(options.input.path, reading);
  cascade::Tally tally(1);
  command::Progress progress(options.quiet, command::WithoutTerminal::kLineAMinute);
  const auto before = static_cast<std::int64_t>(file.done());
  const std::int64_t all = count_texts(options);
  service::label_texts(*reader, teacher, pipeline_options(options.model, teacher), file,
                       [&](const cascade::Answer& answer) {
                         tally.add(answer);
                         progress.draw([&] {
                           return command::share_done(before + tally.texts(), all,
                                                      progress.seconds(), before);
                         });
                       });
  progress.clear();
  if (!options.quiet) {
    command::say("{}", summary_text(tally, reader->repaired_utf8(), progress.seconds()));
  }
}

void add_label(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<LabelOptions>();
  CLI::App& command = *program.add_subcommand(
      "label", "Write a model's logits for every text of a file, for a student to learn from.");
  command.add_option("INPUT", options->input.path, "Input file: " + input_formats() + ".")
      ->required();
  command
      .add_option("--model", options->model.model,
                  "Teacher: a directory, or a name in the model store.")
      ->type_name("DIR")
      ->transform(stored_directory())
      ->required();
  add_run_options(command, options->model);
  add_input_options(command, options->input);
  command
      .add_option(
          "--output", options->output,
          "Safetensors file to write. A run that was stopped continues from OUTPUT.partial.")
      ->type_name("FILE")
      ->required();
  command.add_flag("--quiet", options->quiet, "Show no progress line and no summary.");
  command.footer(
      "Example:\n  tango label --model models/sst2/large --precision int8 --output "
      "texts.safetensors texts.tsv\n");
  command.callback([options, &chosen] {
    chosen = [options] {
      label(*options);
      return command::kSuccess;
    };
  });
}

}  // namespace tango::cli
