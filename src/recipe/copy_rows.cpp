#include "recipe/copy_rows.h"

#include <cstddef>
#include <fstream>

#include "base/atomic_file.h"
#include "checkpoint/logits_writer.h"

namespace tango::recipe {

CopiedRows copy_rows(const std::filesystem::path& table, const checkpoint::LogitsFile& logits,
                     std::span<const int> copies, const std::string& identity,
                     const std::filesystem::path& directory) {
  const std::size_t labels = logits.labels.size();
  base::AtomicFile texts(directory / kCopiedTexts);
  checkpoint::LogitsWriter writer(directory / kCopiedLogits, identity, logits.labels);
  std::ifstream rows(table, std::ios::binary);
  std::string row;
  if (std::getline(rows, row)) texts.stream().write(row + "\n");
  std::size_t text = 0;
  for (; text < copies.size() && std::getline(rows, row); ++text) {
    for (int copy = 0; copy < copies[text]; ++copy) {
      texts.stream().write(row + "\n");
      writer.add({logits.logits.data() + text * labels, labels});
    }
  }
  const bool are_all = !std::getline(rows, row);
  texts.commit();
  writer.finish();
  return {.texts = static_cast<std::int64_t>(text), .are_all = are_all};
}

}  // namespace tango::recipe
