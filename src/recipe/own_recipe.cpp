#include "recipe/own_recipe.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/split.h"
#include "checkpoint/checkpoint.h"

namespace tango::recipe {
namespace {

constexpr std::int64_t kMostCalibrationTexts = 2000;
constexpr std::int64_t kMostJudgingTexts = 1000;
constexpr std::int64_t kEpochsOfStudents = 4;
constexpr std::int64_t kMostEpochs = 20;
constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kMostTextsOfAnEncoder = 200'000;
constexpr std::int64_t kMostTextsOfTfidf = 100'000;
constexpr std::int64_t kMostTextsOfEmbeddings = 50'000;

// Of given answers there are some thousands, not the hundreds of thousands that a teacher labels.
constexpr const char* kEpochsOfWords = "20";
constexpr const char* kEpochsOfAnEncoder = "3";

/// 600 certify 98 % with some losses allowed: of few texts, a quarter is worth that.
std::int64_t calibrating_of(std::int64_t texts) {
  const std::int64_t tenth = std::max(texts / 10, std::min<std::int64_t>(600, texts / 4));
  return std::clamp<std::int64_t>(tenth, 1, kMostCalibrationTexts);
}

bool is_given(const OwnTexts& own) { return !own.answers.empty(); }

Student of_words(const OwnTexts& own, const std::string& name, const Arguments& more) {
  Student student{
      name, {"rules"}, {1}, {"--student", "bilstm", "--batch-size", is_given(own) ? "32" : "64"}};
  append(student.distill,
         {"--epochs", is_given(own) ? kEpochsOfWords : std::to_string(kEpochsOfStudents)});
  if (is_given(own)) append(student.distill, {"--loss", "kl", "--word-dropout", "0.1"});
  if (is_given(own) ? own.has_minilm : own.has_word_vectors) {
    append(student.distill, {"--vectors", "teacher"});
  }
  student.distill.insert(student.distill.end(), more.begin(), more.end());
  return student;
}

Student encoder(const OwnTexts& own, const std::string& name, const Arguments& more) {
  const std::int64_t steps = std::min(own.size, kMostTextsOfAnEncoder) / kBatch;
  Student student{name, {"rules"}, {1}, {"--student", kMiniLm, "--learning-rate", "0.0001"}};
  if (is_given(own)) {
    append(student.distill, {"--loss", "kl", "--epochs", kEpochsOfAnEncoder});
  } else {
    append(student.distill,
           {"--epochs", "1", "--max-steps", std::to_string(std::max(steps, std::int64_t{1}))});
  }
  student.distill.insert(student.distill.end(), more.begin(), more.end());
  return student;
}

/// Logistic regression: of texts that are made by rules more teach it little.
Student regression(const std::string& name, const std::string& base, std::int64_t most_texts,
                   const Arguments& more) {
  Student student{
      name, {"rules"}, {1}, {"--student", base, "--max-texts", std::to_string(most_texts)}};
  student.distill.insert(student.distill.end(), more.begin(), more.end());
  return student;
}

Arguments static_flags() {
  return {"--lstm-layers", "0", "--embedding-size", "128", "--learning-rate", "0.001"};
}

/// Of "static,bilstm"; none of "auto". Throws kUsage.
std::vector<std::string> students_in(const std::string& list) {
  const std::vector<std::string> known{"tfidf",      "static",  "bilstm",
                                       "embeddings", "4-layer", "minilm"};
  if (list == "auto") return {};
  std::vector<std::string> students = base::split(list, ',');
  for (const std::string& name : students) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(ErrorCode::kUsage, fmt::format("there is no student \"{}\"; use auto, {}", name,
                                               fmt::join(known, ", ")));
  }
  if (students.empty()) {
    throw Error(ErrorCode::kUsage,
                fmt::format("no student is named; use auto, {}", fmt::join(known, ", ")));
  }
  return students;
}

}  // namespace

std::int64_t certifying_of(std::int64_t texts) { return calibrating_of(texts) * 4 / 5; }

std::int64_t sources_of(const OwnTexts& own) {
  return own.most_sources > 0 ? std::min(own.most_sources, own.count) : own.count;
}

Recipe recipe_for(const OwnTexts& own) {
  const std::vector<std::string> wanted = students_in(own.student);
  const auto names = [&](const std::string& name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  const bool wants_encoder = names("4-layer") || names("minilm") || names("embeddings");
  if (wants_encoder && !own.has_minilm) {
    throw Error(
        ErrorCode::kNotFound,
        fmt::format("{}, which this student starts from, is not in the model store; fetch it "
                    "with scripts/fetch_models.py --only all-MiniLM-L6-v2",
                    kMiniLm));
  }

  Recipe recipe;
  recipe.texts = own.texts;
  recipe.teacher = own.teacher;
  recipe.reading = own.reading;
  recipe.read_as = own.read_as;
  // Drawn, texts are in a table that is read without any flag.
  if (sources_of(own) < own.count || !own.read_as.empty()) recipe.most_sources = sources_of(own);
  recipe.keep = own.keep;
  recipe.balances = own.balances && !is_given(own);
  recipe.calibration_texts = calibrating_of(own.count);
  if (!is_given(own)) {
    // Besides choosing, they correct students and judge made texts: a twentieth has some of each
    // class.
    const std::int64_t judging = std::min(own.count / 20, kMostJudgingTexts);
    recipe.choosing_texts = recipe.calibration_texts - certifying_of(own.count) + judging;
    recipe.calibration_texts += judging;
  }
  if (is_given(own)) {
    recipe.answers = own.answers;
    if (own.has_minilm) recipe.vectors_from = checkpoint::find_model(kMiniLm);
    recipe.fold_model = of_words(own, "fold", static_flags()).distill;
    append(recipe.fold_model, {"--seed", "1"});
  }
  if (!is_given(own))
    recipe.transfer.push_back({"rules",
                               {"--preset", "rules", "--with-sources", "--size",
                                std::to_string(own.size), "--mask-token", own.mask_token}});
  const auto takes = [&](const std::string& name) { return names(name) || own.student == "auto"; };
  if (takes("tfidf")) {
    recipe.students.push_back(
        regression("tfidf", kTfidf, kMostTextsOfTfidf, {"--vocabulary", "200000"}));
  }
  if (takes("static")) {
    recipe.students.push_back(of_words(own, "static", static_flags()));
    if (!is_given(own)) {
      recipe.sources_only = "static";
      const std::int64_t sources = std::max<std::int64_t>(sources_of(own), 1);
      recipe.sources_epochs = std::clamp(kEpochsOfStudents * (sources + own.size) / sources,
                                         kEpochsOfStudents, kMostEpochs);
    }
  }
  if (takes("bilstm")) {
    recipe.students.push_back(of_words(own, "bilstm", {"--learning-rate", "0.004"}));
  }
  if (takes("embeddings") && own.has_minilm) {
    recipe.students.push_back(
        regression("embeddings", kMiniLm, kMostTextsOfEmbeddings, {"--frozen"}));
  }
  if (takes("4-layer") && own.has_minilm) {
    recipe.students.push_back(encoder(
        own, "4-layer", {"--layers", "0", "--layers", "2", "--layers", "3", "--layers", "5"}));
  }
  if (takes("minilm") && own.has_minilm) {
    recipe.students.push_back(encoder(own, "minilm", {}));
  }
  for (const Student& student : recipe.students) {
    recipe.cascades.push_back({student.name, {student.name, "large"}});
  }
  recipe.cheapest_only = true;
  return recipe;
}

}  // namespace tango::recipe
