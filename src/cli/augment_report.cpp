#include "cli/augment_report.h"

#include <fmt/format.h>

#include <tango/version.h>

namespace tango::cli {
namespace {

using augment::Likeness;

base::OrderedJson held_out_json(const augment::ScreenCounts& counts) {
  const auto of = [&](Likeness likeness) {
    return counts.held_out[static_cast<std::size_t>(likeness)];
  };
  return {{"equal", of(Likeness::kEqual)},
          {"shared_words", of(Likeness::kSharedRun)},
          {"similar", of(Likeness::kSimilar)},
          {"all", counts.all_held_out()}};
}

base::OrderedJson counts_json(const augment::ScreenCounts& counts) {
  return {{"texts", counts.texts},
          {"empty", counts.empty},
          {"duplicates", counts.duplicates},
          {"held_out", held_out_json(counts)}};
}

std::int64_t of_file(const augment::ScreenCounts& counts, std::size_t file) {
  return file < counts.by_file.size() ? counts.by_file[file] : 0;
}

}  // namespace

base::OrderedJson AugmentReport::to_json() const {
  base::OrderedJson files = base::OrderedJson::array();
  for (std::size_t i = 0; i < held_out_files.size(); ++i) {
    files.push_back({{"file", held_out_files[i]},
                     {"texts", held_out_texts[i]},
                     {"sources_removed", of_file(sources, i)},
                     {"generated_removed", of_file(made.screen, i)}});
  }
  base::OrderedJson json{
      {"preset", preset},
      {"settings", settings},
      {"seed", seed},
      {"command", command},
      {"version", version()},
      {"input", texts},
      {"texts_read", texts_read},
      {"size", nullptr},
      {"sources", counts_json(sources)},
      {"sources_written", sources_written},
      {"generated", counts_json(made.screen)},
      {"generated_written", made.written},
      {"written", written()},
      {"guard", {{"similarity", guard.similarity}, {"shared_words", guard.shared_words}}},
      {"held_out_files", std::move(files)}};
  if (size) json["size"] = *size;
  return json;
}

std::string AugmentReport::to_text(double seconds) const {
  const double rate = seconds > 0 ? static_cast<double>(written()) / seconds : 0;
  std::string text = fmt::format("{} texts of {} in {:.1f} s ({:.0f} texts/s) → {}\n", written(),
                                 texts_read, seconds, rate, output);
  if (sources.texts > 0) {
    text += fmt::format("sources dropped: {} duplicates, {} held out, {} without a word\n",
                        sources.duplicates, sources.all_held_out(), sources.empty);
  }
  text += fmt::format("dropped of {} made: {} duplicates, {} held out, {} without a word\n",
                      made.screen.texts, made.screen.duplicates, made.screen.all_held_out(),
                      made.screen.empty);
  if (held_out_files.empty()) {
    text += "nothing was kept out: name files of test and tuning texts with --exclude\n";
  }
  if (size && made.written < *size) {
    text += fmt::format("fewer than the {} asked for: there are no more to be had\n", *size);
  }
  return text;
}

}  // namespace tango::cli
