#include "recipe/balance.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/draft.h"
#include "checkpoint/logits_file.h"
#include "evaluate/tier_answers.h"
#include "recipe/copy_rows.h"

namespace tango::recipe {
namespace {

constexpr int kMostCopies = 8;

}  // namespace

std::vector<int> copies_of(std::span<const std::int64_t> texts_of_classes) {
  double all = 0;
  for (const std::int64_t texts : texts_of_classes) all += static_cast<double>(texts);
  std::vector<int> copies;
  for (const std::int64_t texts : texts_of_classes) {
    const double wanted = texts == 0 ? 1 : std::ceil(kRareShare * all / static_cast<double>(texts));
    copies.push_back(static_cast<int>(std::clamp<double>(wanted, 1, kMostCopies)));
  }
  return copies;
}

void balance(const std::filesystem::path& texts, const std::filesystem::path& logits,
             const std::filesystem::path& output) {
  const checkpoint::LogitsFile file = checkpoint::read_logits(logits);
  const std::vector<int> answers =
      evaluate::answers_of(file, cascade::ConfidenceKind::kMaxProbability).labels;
  std::vector<std::int64_t> counts(file.labels.size());
  for (const int label : answers) ++counts[static_cast<std::size_t>(label)];
  const std::vector<int> copies_of_class = copies_of(counts);
  std::vector<int> copies;
  copies.reserve(answers.size());
  for (const int label : answers)
    copies.push_back(copies_of_class[static_cast<std::size_t>(label)]);
  base::Draft draft(output);
  std::filesystem::create_directories(draft.path());
  const CopiedRows copied = copy_rows(texts, file, copies, "balanced", draft.path());
  if (copied.texts < file.texts() || !copied.are_all) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: not the {} texts that {} has logits of", texts.string(),
                            answers.size(), logits.string()));
  }
  draft.commit();
}

bool has_copies(const std::filesystem::path& logits, const std::filesystem::path& balanced) {
  return checkpoint::read_logits(balanced).texts() > checkpoint::read_logits(logits).texts();
}

}  // namespace tango::recipe
