#include "recipe/suspects.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "cascade/confidence.h"
#include "checkpoint/logits_file.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

int fold_of(std::size_t text) { return static_cast<int>(text) % kFolds; }

}  // namespace

std::vector<Suspect> find_suspects(const tensor::Tensor& logits, std::span<const int> given) {
  const auto labels = static_cast<std::size_t>(logits.shape()[1]);
  std::vector<std::vector<float>> probabilities;
  std::vector<double> claim(labels);
  std::vector<double> texts(labels);
  for (std::size_t text = 0; text < given.size(); ++text) {
    probabilities.push_back(cascade::scores_of({logits.data() + text * labels, labels},
                                               checkpoint::ProblemType::kSingleLabelClassification,
                                               1));
    const auto label = static_cast<std::size_t>(given[text]);
    claim[label] += probabilities[text][label];
    ++texts[label];
  }
  for (std::size_t label = 0; label < labels; ++label) {
    claim[label] =
        texts[label] > 0 ? claim[label] / texts[label] : 2;  // never given, never claimed
  }
  std::vector<Suspect> suspects;
  for (std::size_t text = 0; text < given.size(); ++text) {
    Suspect best{.text = text, .suggested = -1, .probability = 0};
    for (std::size_t label = 0; label < labels; ++label) {
      const double probability = probabilities[text][label];
      if (probability < claim[label] || probability <= best.probability) continue;
      best.suggested = static_cast<int>(label);
      best.probability = probability;
    }
    if (best.suggested >= 0 && best.suggested != given[text]) suspects.push_back(best);
  }
  std::ranges::stable_sort(suspects, std::ranges::greater(), &Suspect::probability);
  return suspects;
}

void write_folds(const fs::path& learning, const fs::path& output) {
  const GivenAnswers given = read_given_answers({&learning, 1});
  base::Draft draft(output);
  fs::create_directories(draft.path());
  for (int fold = 0; fold < kFolds; ++fold) {
    std::vector<GivenAnswers::Text> own;
    std::vector<GivenAnswers::Text> others;
    for (std::size_t text = 0; text < given.texts.size(); ++text) {
      (fold_of(text) == fold ? own : others).push_back(given.texts[text]);
    }
    const auto file = [&](const char* name) {
      return draft.path() / fmt::format("{}-{}", fold + 1, name);
    };
    write_given_texts(given, own, file("texts.tsv"));
    write_given_texts(given, others, file("learning.tsv"));
    write_smoothed(given, others, file("learning.safetensors"));
  }
  draft.commit();
}

void keep_sound_answers(const fs::path& learning, std::span<const fs::path> answers,
                        const fs::path& output) {
  GivenAnswers given = read_given_answers({&learning, 1});
  const std::size_t labels = given.labels.size();
  tensor::Tensor logits(tensor::Shape{static_cast<std::int64_t>(given.texts.size()),
                                      static_cast<std::int64_t>(labels)});
  for (int fold = 0; fold < kFolds; ++fold) {
    const fs::path& file = answers[static_cast<std::size_t>(fold)];
    const checkpoint::LogitsFile found = checkpoint::read_logits(file);
    std::size_t row = 0;
    for (std::size_t text = 0; text < given.texts.size(); ++text) {
      if (fold_of(text) != fold) continue;
      if (static_cast<std::int64_t>(row) == found.texts() || found.labels != given.labels) {
        throw Error(ErrorCode::kInvalidInput, file.string() + ": of other texts or labels");
      }
      std::copy_n(found.logits.data() + row++ * labels, labels, logits.data() + text * labels);
    }
  }
  std::vector<int> wanted;
  for (const GivenAnswers::Text& text : given.texts) wanted.push_back(text.label);
  const std::vector<Suspect> suspects = find_suspects(logits, wanted);
  base::Draft draft(output);
  fs::create_directories(draft.path());
  std::string table = given.is_pair ? "text\ttext_pair" : "text";
  table += "\tanswer\tsuggested\tprobability\n";
  std::vector<bool> is_suspect(given.texts.size());
  for (const Suspect& one : suspects) {
    is_suspect[one.text] = true;
    const GivenAnswers::Text& text = given.texts[one.text];
    table += fmt::format("{}\t{}\t{}\t{:.3f}\n", text.line,
                         given.labels[static_cast<std::size_t>(text.label)],
                         given.labels[static_cast<std::size_t>(one.suggested)], one.probability);
  }
  base::write_file(draft.path() / kSuspects, table);
  std::vector<GivenAnswers::Text> sound;
  for (std::size_t text = 0; text < given.texts.size(); ++text) {
    if (!is_suspect[text]) sound.push_back(given.texts[text]);
  }
  write_given_texts(given, sound, draft.path() / kSoundTexts);
  write_smoothed(given, sound, draft.path() / kSoundTargets);
  draft.commit();
}

}  // namespace tango::recipe
