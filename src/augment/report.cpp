#include "augment/report.h"

#include <tango/version.h>

namespace tango::augment {
namespace {

base::OrderedJson held_out_json(const ScreenCounts& counts) {
  const auto of = [&](Likeness likeness) {
    return counts.held_out[static_cast<std::size_t>(likeness)];
  };
  return {{"equal", of(Likeness::kEqual)},
          {"shared_words", of(Likeness::kSharedRun)},
          {"similar", of(Likeness::kSimilar)},
          {"all", counts.all_held_out()}};
}

base::OrderedJson counts_json(const ScreenCounts& counts) {
  return {{"texts", counts.texts},
          {"empty", counts.empty},
          {"duplicates", counts.duplicates},
          {"held_out", held_out_json(counts)}};
}

std::int64_t of_file(const ScreenCounts& counts, std::size_t file) {
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

}  // namespace tango::augment
