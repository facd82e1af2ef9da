// Plain text: one text per line.
#pragma once

#include "task/record_reader.h"

namespace tango::task {

class TextReader : public RecordReader {
 public:
  explicit TextReader(LineReader lines) : lines_(std::move(lines)) {}

  bool next(Record& record) override;
  [[nodiscard]] std::string where(std::int64_t line) const override { return lines_.where(line); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return repaired_utf8_; }

 private:
  LineReader lines_;
  std::int64_t rows_ = 0;
  std::int64_t repaired_utf8_ = 0;
};

}  // namespace tango::task
