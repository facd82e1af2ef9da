// What `tango build` makes, and how: the contents of a recipe file (docs/recipes.md).
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "recipe/arguments.h"
#include "task/record_reader.h"

namespace tango::recipe {

/// Texts that the teacher labels and students learn from.
struct TransferSet {
  std::string name;
  Arguments augment;  ///< Of `tango augment`.
};

/// Students that no model directory is the base of: `--student` of `tango distill`.
inline constexpr const char* kBiLstm = "bilstm";
inline constexpr const char* kTfidf = "tfidf";

struct Student {
  std::string name;
  std::vector<std::string> transfer;  ///< Names of its transfer sets, in order; never empty.
  std::vector<std::int64_t> seeds;    ///< One model per seed; the best on dev is used.
  Arguments distill;                  ///< Of `tango distill`.
};

/// The model that a student starts from; nullopt where it starts from nothing.
[[nodiscard]] inline std::optional<std::string> base_of(const Student& student) {
  auto base = value_of(student.distill, "--student");
  if (base == kBiLstm || base == kTfidf) return std::nullopt;
  return base;
}

/// Whether it is a logistic regression, which is fitted at once instead of step by step.
[[nodiscard]] inline bool is_regression(const Student& student) {
  return value_of(student.distill, "--student") == kTfidf ||
         std::ranges::find(student.distill, "--frozen") != student.distill.end();
}

/// A model that is trained on labels, as the large one is, but that teaches no student.
struct FineTuned {
  std::string name;
  Arguments train;  ///< Of `tango train`.
};

/// Off-ramps of the large model: early exit as a baseline for a cascade.
struct ExitPlan {
  std::string name;                   ///< Folder of the model that has them.
  std::vector<std::string> transfer;  ///< Names of transfer sets; none: the task's training texts.
  Arguments exits;                    ///< Of `tango exits`.
};

struct CascadePlan {
  std::string name;  ///< Folder of the second and later ones; the first one is the output itself.
  std::vector<std::string> tiers;  ///< Students and others, cheapest first; "large" may be one.
};

/// Where a recipe's keys stand: "FILE:LINE:COLUMN" by table, as table_name writes it, and key. The
/// empty key stands for the table itself.
using KeyPlaces = std::map<std::string, std::map<std::string, std::string>>;

/// What KeyPlaces calls the keys that stand in no table.
inline constexpr const char* kTopTable = "recipe";

struct Recipe {
  std::string task;                   ///< One of task::find_task, or empty.
  std::filesystem::path texts;        ///< To start from; empty: the task's train split.
  task::RecordReaderOptions reading;  ///< Without a task: of `texts` and `answers`.
  std::string read_as;                ///< What of `reading` was asked for; "": nothing.
  std::int64_t most_sources = 0;      ///< Of `texts`, drawn by the calibration's seed; 0: all.
  std::filesystem::path dev;          ///< Labelled, to choose on; empty: the task's dev split.
  std::filesystem::path teacher;      ///< A fine-tuned model; empty: trained by `train`.
  /// Texts with answers, in the place of a teacher that can be called and of `texts`.
  std::vector<std::filesystem::path> answers;
  Arguments fold_model;                ///< Of `tango distill`: with them, looks for wrong ones.
  std::filesystem::path vectors_from;  ///< With them, a model with the word vectors of students.
  Arguments train;                     ///< Of `tango train`.
  Arguments language_model;        ///< Of `tango language-model`, for transfer sets of preset lm.
  Arguments lengths;               ///< Of `tango lengths`, for students made with --length-drop.
  std::string precision = "int8";  ///< Of the teacher's labels and of every cascade's tiers.
  std::string licence;             ///< For the models' cards.
  std::int64_t calibration_texts = 2000;
  std::int64_t choosing_texts = 0;  ///< Of them, those that do not certify; 0: a fifth.
  std::uint64_t calibration_seed = 1;
  double keep = 0.98;          ///< Share of the last tier's score that thresholds should keep.
  bool per_class = false;      ///< A threshold for each class that a tier predicts.
  bool keeps_answers = false;  ///< Share of its answers instead, whatever the labels say.
  std::vector<TransferSet> transfer;
  std::vector<Student> students;
  std::vector<FineTuned> fine_tuned;
  std::vector<ExitPlan> exits;
  std::vector<CascadePlan> cascades;
  bool balances = false;  ///< Transfer sets, as balance.h does, and corrects as prior.h does.
  /// A student that is taught without made texts, too, to see whether they hurt a class
  /// (made_texts.h), and in how many epochs; empty: none is.
  std::string sources_only;
  std::int64_t sources_epochs = 0;
  /// Measure what each cascade costs and hand over only the cheapest.
  bool cheapest_only = false;
  KeyPlaces places;  ///< Of the keys, but for those of lists of tables that are no flags; empty
                     ///< when no file was read.
};

/// `[[student]] "small"`; `[large]` for a table without a name.
[[nodiscard]] inline std::string table_name(const std::string& kind, const std::string& name = "") {
  return name.empty() ? "[" + kind + "]" : "[[" + kind + "]] \"" + name + "\"";
}

/// Whether the recipe makes question-answering models.
[[nodiscard]] inline bool is_question_answering(const Recipe& recipe) {
  return recipe.task == "squad";
}

}  // namespace tango::recipe
