// What `tango build` makes, and how: a recipe file, or what stands for one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tango::recipe {

/// As typed behind a verb: {"--lora-rank", "16"}.
using Arguments = std::vector<std::string>;

/// Texts that the teacher labels and students learn from.
struct TransferSet {
  std::string name;
  Arguments augment;  ///< Of `tango augment`.
};

struct Student {
  std::string name;
  std::vector<std::string> transfer;  ///< Names of its transfer sets, in order; never empty.
  std::vector<std::int64_t> seeds;    ///< A model each; the best on dev is taken.
  Arguments distill;                  ///< Of `tango distill`.
};

/// A model trained on labels as the large one is, but nobody's teacher.
struct FineTuned {
  std::string name;
  Arguments train;  ///< Of `tango train`.
};

/// Off-ramps of the large model, a baseline to a cascade of it.
struct ExitPlan {
  std::string name;                   ///< Folder of the model with them.
  std::vector<std::string> transfer;  ///< Names of transfer sets; none: the task's training texts.
  Arguments exits;                    ///< Of `tango exits`.
};

struct CascadePlan {
  std::string name;  ///< Folder of the second and later ones; the first one is the output itself.
  std::vector<std::string> tiers;  ///< Students and others, cheapest first; "large" may be one.
};

struct Recipe {
  std::string task;                ///< One of task::find_task, or empty.
  std::filesystem::path texts;     ///< To start from; empty: the task's train split.
  std::filesystem::path dev;       ///< Labelled, to choose on; empty: the task's dev split.
  std::filesystem::path teacher;   ///< A fine-tuned model; empty: trained by `train`.
  Arguments train;                 ///< Of `tango train`.
  Arguments language_model;        ///< Of `tango language-model`, for transfer sets of preset lm.
  Arguments lengths;               ///< Of `tango lengths`, for readers made with --length-drop.
  std::string precision = "int8";  ///< Of the teacher's labels and of every cascade's tiers.
  std::string licence;             ///< For the models' cards.
  std::int64_t calibration_texts = 2000;
  std::uint64_t calibration_seed = 1;
  double keep = 0.98;          ///< Of the last tier's score: what thresholds are chosen for.
  bool keeps_answers = false;  ///< Of its answers instead, whatever the labels say.
  std::vector<TransferSet> transfer;
  std::vector<Student> students;
  std::vector<FineTuned> fine_tuned;
  std::vector<ExitPlan> exits;
  std::vector<CascadePlan> cascades;
  /// Measure what each cascade costs, show it, and hand over the cheapest alone.
  bool cheapest_only = false;
};

/// Whether it makes readers of questions.
[[nodiscard]] inline bool is_reader(const Recipe& recipe) { return recipe.task == "squad"; }

/// What a recipe's `{data}`, `{models}` and `{cache}` stand for.
struct Places {
  std::filesystem::path data, models, cache;
};

/// Reads a recipe (TOML; docs/recipes.md). Throws kNotFound, kIo, and kInvalidInput with file, line
/// and what would be right.
[[nodiscard]] Recipe read_recipe(const std::filesystem::path& path, const Places& places);

/// As read_recipe, from its text; `where` stands for its name.
[[nodiscard]] Recipe parse_recipe(std::string_view text, std::string_view where,
                                  const Places& places);

}  // namespace tango::recipe
