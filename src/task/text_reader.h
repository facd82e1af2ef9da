// Plain text: one text per line.
#pragma once

#include "task/record_reader.h"

namespace tango::task {

class TextReader : public RecordReader {
 public:
  /// With `carry_text` each text is carried, too, as if it stood in a column "text".
  explicit TextReader(LineReader lines, bool carry_text = false)
      : lines_(std::move(lines)), carry_text_(carry_text) {}

  bool next(Record& record) override;
  [[nodiscard]] std::string where(std::int64_t line) const override { return lines_.where(line); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return repaired_utf8_; }

 private:
  LineReader lines_;
  bool carry_text_;
  std::int64_t rows_ = 0;
  std::int64_t repaired_utf8_ = 0;
};

}  // namespace tango::task
