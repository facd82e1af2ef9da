#include "recipe/model_card.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "recipe/arguments.h"

namespace tango::recipe {
namespace {

const Student* find_student(const ModelFacts& facts) {
  const auto& students = facts.recipe.students;
  const auto found = std::find_if(students.begin(), students.end(), [&](const Student& student) {
    return student.name == facts.name;
  });
  return found == students.end() ? nullptr : &*found;
}

/// The checkpoint that a fine-tuned model started from.
std::string base_of(const ModelFacts& facts) {
  const Arguments* train = &facts.recipe.train;
  for (const FineTuned& one : facts.recipe.fine_tuned) {
    if (one.name == facts.name) train = &one.train;
  }
  return value_of(*train, "--base").value_or("A model");
}

std::string origin(const ModelFacts& facts) {
  const std::string data = facts.recipe.task.empty() ? facts.recipe.texts.filename().string()
                                                     : "the train split of " + facts.recipe.task;
  const Student* student = find_student(facts);
  if (student == nullptr) {
    return fmt::format("{}, fine-tuned on {}.", base_of(facts), data);
  }
  if (!facts.recipe.answers.empty()) {
    return fmt::format(
        "It learnt the answers that were given to texts in {}, without those that looked wrong and "
        "without the calibration texts.",
        facts.recipe.answers.front().filename().string());
  }
  if (student->transfer.empty()) {
    return fmt::format(
        "A student of the large model of the same recipe: it learnt that model's logits for {}.",
        data);
  }
  return fmt::format(
      "A student of the large model of the same recipe: it learnt that model's {} logits for the "
      "transfer sets {}, made from {}; the calibration, dev and test texts and their near "
      "duplicates were kept out.",
      facts.recipe.precision, fmt::join(student->transfer, ", "), data);
}

/// What was scored, and on which texts.
std::string scored_on(const ModelFacts& facts) {
  if (!facts.recipe.answers.empty()) return "agreement with the answers given to other texts";
  if (!facts.labelled) return "agreement with the large model on the calibration texts";
  const auto& dev = facts.recipe.dev;
  const std::string texts = !dev.empty() ? dev.filename().string()
                            : is_question_answering(facts.recipe)
                                ? "the task's questions for tuning"
                                : "the task's dev split";
  return facts.metric + " on " + texts;
}

std::string score_lines(const ModelFacts& facts) {
  std::vector<std::string> each;
  for (const double score : facts.scores) each.push_back(fmt::format("{:.2f}", 100 * score));
  std::string lines = fmt::format("{} ({} texts), in percent: {}", scored_on(facts), facts.texts,
                                  fmt::join(each, ", "));
  if (facts.scores.size() > 1) lines += ", one per seed; this model is the best of them";
  lines += ".";
  if (find_student(facts) != nullptr && facts.labelled) {
    lines += fmt::format(" The large model: {:.2f}.", 100 * facts.large_score);
  }
  return lines;
}

}  // namespace

std::string model_card(const ModelFacts& facts) {
  std::string card = "---\n";
  if (!facts.recipe.licence.empty()) card += "license: other\n";
  card += fmt::format(
      "library_name: tango\ntags: [{}, cascade]\n---\n",
      is_question_answering(facts.recipe) ? "question-answering" : "text-classification");
  card += fmt::format("# {}{}\n\n", facts.recipe.task.empty() ? "" : facts.recipe.task + " ",
                      facts.name);
  card += origin(facts) + "\n\n";
  card += score_lines(facts) + "\n\n";
  if (!facts.command.empty()) {
    card += "`tango build` made it with\n\n    " + facts.command + "\n\n";
    card += "`training.jsonl` is the log of that run.\n";
  }
  if (!facts.recipe.licence.empty()) card += "\nLicence: " + facts.recipe.licence + "\n";
  return card;
}

}  // namespace tango::recipe
