#include "recipe/classifier_stages.h"

#include <fmt/format.h>

#include "recipe/balance.h"
#include "recipe/calibration_texts.h"
#include "recipe/given_answers.h"
#include "recipe/made_texts.h"
#include "recipe/prior.h"
#include "recipe/suspects.h"

namespace tango::recipe {

namespace fs = std::filesystem;

Stage calibration_stage(const Recipe& recipe, const fs::path& source,
                        const task::RecordReaderOptions& reading, const fs::path& output) {
  return {.name = "calibration",
          .what = fmt::format("{} texts, seed {}{}", recipe.calibration_texts,
                              recipe.calibration_seed, recipe.read_as),
          .inputs = {source},
          .output = output,
          .run = [=, count = recipe.calibration_texts, seed = recipe.calibration_seed] {
            draw_calibration_texts(source, reading, count, seed, output);
          }};
}

Stage parts_stage(const Recipe& recipe, const fs::path& calibration, std::int64_t certifying,
                  const fs::path& output) {
  return {.name = "calibration-parts",
          .what = fmt::format("{} texts certify, seed {}", certifying, recipe.calibration_seed),
          .inputs = {calibration},
          .output = output,
          .run = [=, seed = recipe.calibration_seed] {
            divide_calibration_texts(calibration, certifying, seed, output);
          }};
}

Stage unspent_stage(const fs::path& calibration, const std::vector<SpentFile>& spent,
                    const fs::path& output) {
  StageInputs inputs{calibration};
  for (const SpentFile& file : spent) inputs.add_files_of({file.path.string()});
  return {.name = "certifying",
          .what = "texts that taught and chose nothing",
          .inputs = inputs,
          .output = output,
          .run = [=] { write_unspent(calibration, spent, output); }};
}

Stage sources_stage(const Recipe& recipe, const fs::path& source,
                    const task::RecordReaderOptions& reading, const fs::path& output) {
  return {.name = "sources",
          .what = fmt::format("{} texts, seed {}{}", recipe.most_sources, recipe.calibration_seed,
                              recipe.read_as),
          .inputs = {source},
          .output = output,
          .run = [=, count = recipe.most_sources, seed = recipe.calibration_seed] {
            draw_sources(source, reading, count, seed, output);
          }};
}

Stage division_stage(const Recipe& recipe, std::int64_t certifying, const fs::path& output) {
  StageInputs logs;
  for (const fs::path& file : recipe.answers) logs.add(file);
  return {.name = "calibration",
          .what = fmt::format("{} texts, of which {} certify, seed {}{}", recipe.calibration_texts,
                              certifying, recipe.calibration_seed, recipe.read_as),
          .inputs = logs,
          .output = output,
          .run = [=, files = recipe.answers, reading = recipe.reading,
                  count = recipe.calibration_texts, seed = recipe.calibration_seed] {
            divide_given_answers(read_given_answers(files, reading), count, certifying, seed,
                                 output);
          }};
}

Stage folds_stage(const fs::path& learning, const fs::path& output) {
  return {.name = "folds",
          .what = fmt::format("{} folds", kFolds),
          .inputs = {learning},
          .output = output,
          .run = [=] { write_folds(learning, output); }};
}

Stage sound_stage(const fs::path& learning, const std::vector<fs::path>& answers,
                  const fs::path& output) {
  StageInputs inputs{learning};
  for (const fs::path& file : answers) inputs.add(file);
  return {.name = "sound",
          .what = "confident learning",
          .inputs = inputs,
          .output = output,
          .run = [=] { keep_sound_answers(learning, answers, output); }};
}

Stage balance_stage(const std::string& name, const fs::path& texts, const fs::path& logits,
                    const fs::path& output) {
  return {.name = name,
          .what = "rare classes",
          .inputs = {texts, logits},
          .output = output,
          .run = [=] { balance(texts, logits, output); }};
}

Stage unmade_stage(const std::string& name, const fs::path& texts, const fs::path& logits,
                   const fs::path& output) {
  return {.name = name,
          .what = "texts that were not made",
          .inputs = {texts, logits},
          .output = output,
          .run = [=] { write_sources(texts, logits, output); }};
}

Stage correction_stage(const std::string& name, const Correction& its, const fs::path& output) {
  return {.name = name,
          .what = "the prior",
          .inputs = {its.model, its.answers, its.teachers, its.natural, its.learnt},
          .output = output,
          .run = [=] {
            correct_prior(its.model, its.answers, its.teachers, has_copies(its.natural, its.learnt),
                          output);
          }};
}

}  // namespace tango::recipe
