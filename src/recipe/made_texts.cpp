#include "recipe/made_texts.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/draft.h"
#include "base/json.h"
#include "calibrate/bound/binomial.h"
#include "evaluate/tier_answers.h"
#include "recipe/copy_rows.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr double kSignificance = 0.05;

/// Of one class.
struct Comparison {
  std::int64_t texts = 0;
  std::int64_t both = 0, only_with = 0, only_without = 0;  ///< Who keeps its answer.
};

std::vector<int> answers_of(const checkpoint::LogitsFile& file) {
  return evaluate::answers_of(file, cascade::ConfidenceKind::kMaxProbability).labels;
}

}  // namespace

void write_sources(const fs::path& texts, const fs::path& logits, const fs::path& output) {
  const fs::path report = fs::path(texts) += ".json";
  const auto sources = base::require_field<std::int64_t>(base::read_json(report), "sources_written",
                                                         report.string());
  const checkpoint::LogitsFile file = checkpoint::read_logits(logits);
  base::Draft draft(output);
  fs::create_directories(draft.path());
  const std::vector<int> once(static_cast<std::size_t>(std::min(sources, file.texts())), 1);
  const CopiedRows copied = copy_rows(texts, file, once, "sources", draft.path());
  if (copied.texts < sources) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {} texts and logits, fewer than the {} sources that {} counts",
                            texts.string(), copied.texts, sources, report.string()));
  }
  draft.commit();
}

std::string made_texts_in_words(const checkpoint::LogitsFile& teacher,
                                const checkpoint::LogitsFile& with,
                                const checkpoint::LogitsFile& without) {
  const std::vector<int> right = answers_of(teacher);
  const std::vector<int> one = answers_of(with);
  const std::vector<int> other = answers_of(without);
  std::vector<Comparison> classes(teacher.labels.size());
  for (std::size_t text = 0; text < right.size(); ++text) {
    Comparison& its = classes[static_cast<std::size_t>(right[text])];
    const bool kept_with = one[text] == right[text];
    const bool kept_without = other[text] == right[text];
    ++its.texts;
    its.both += kept_with && kept_without ? 1 : 0;
    its.only_with += kept_with && !kept_without ? 1 : 0;
    its.only_without += kept_without && !kept_with ? 1 : 0;
  }
  std::string words;
  for (std::size_t label = 0; label < classes.size(); ++label) {
    const Comparison& its = classes[label];
    // P(at most so many of the differing texts are kept only with made texts), were both alike.
    const double p_value =
        calibrate::binomial_cdf(its.only_with, its.only_with + its.only_without, 0.5);
    if (p_value >= kSignificance / static_cast<double>(classes.size())) continue;
    words += fmt::format(
        "WARNING: texts that are made by rules hurt \"{}\": of {} texts of it that were set aside, "
        "{} keep their answer where a small student learnt from them too, and {} where it learnt "
        "from yours alone. Make fewer (--size), give more texts of that class in --texts, or "
        "promise a share of the class with tango calibrate --keep-class\n",
        teacher.labels[label], its.texts, its.both + its.only_with, its.both + its.only_without);
  }
  return words;
}

}  // namespace tango::recipe
