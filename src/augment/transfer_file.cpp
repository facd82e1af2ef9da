#include "augment/transfer_file.h"

namespace tango::augment {

TransferFile::TransferFile(const std::filesystem::path& output)
    : lock_(output), rows_(output), report_(std::filesystem::path(output) += ".json") {}

void TransferFile::write(const TextPair& text) {
  base::OutputStream& stream = rows_.stream();
  if (!has_pairs_) {
    has_pairs_ = !text.pair.empty();
    stream.write(*has_pairs_ ? "text\ttext_pair\n" : "text\n");
  }
  stream.write(text.text);
  if (*has_pairs_) {
    stream.write("\t");
    stream.write(text.pair);
  }
  stream.write("\n");
}

void TransferFile::commit(const AugmentReport& report) {
  report_.stream().write(report.to_json().dump(2) + "\n");
  rows_.commit();
  report_.commit();
}

}  // namespace tango::augment
