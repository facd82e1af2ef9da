#include "recipe/balance.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "checkpoint/logits_file.h"
#include "checkpoint/logits_writer.h"
#include "evaluate/tier_answers.h"

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
  const std::size_t labels = file.labels.size();
  const std::vector<int> answers =
      evaluate::answers_of(file, cascade::ConfidenceKind::kMaxProbability).labels;
  std::vector<std::int64_t> counts(labels);
  for (const int label : answers) ++counts[static_cast<std::size_t>(label)];
  const std::vector<int> copies = copies_of(counts);
  base::Draft draft(output);
  std::filesystem::create_directories(draft.path());
  base::AtomicFile table(draft.path() / kBalancedTexts);
  checkpoint::LogitsWriter writer(draft.path() / kBalancedLogits, "balanced", file.labels);
  std::ifstream rows(texts, std::ios::binary);
  std::string row;
  if (std::getline(rows, row)) table.stream().write(row + "\n");
  std::size_t text = 0;
  for (; text < answers.size() && std::getline(rows, row); ++text) {
    for (int copy = 0; copy < copies[static_cast<std::size_t>(answers[text])]; ++copy) {
      table.stream().write(row + "\n");
      writer.add({file.logits.data() + text * labels, labels});
    }
  }
  if (text < answers.size() || std::getline(rows, row)) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: not the {} texts that {} has logits of", texts.string(),
                            answers.size(), logits.string()));
  }
  table.commit();
  writer.finish();
  draft.commit();
}

bool has_copies(const std::filesystem::path& logits, const std::filesystem::path& balanced) {
  return checkpoint::read_logits(balanced).texts() > checkpoint::read_logits(logits).texts();
}

}  // namespace tango::recipe
