// Answers with what their rows carry, one line each, behind a header where the format has one.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cascade/answer_format.h"
#include "cascade/cascade.h"
#include "cascade/row_prefix.h"
#include "cli/carrying_reader.h"
#include "cli/output.h"

namespace tango::cli {

/// Not thread-safe. Throws as RowPrefix and the output do.
class AnswerWriter {
 public:
  AnswerWriter(const cascade::Cascade& cascade, cascade::AnswerFormat format, bool scores,
               Output& output);

  void write(std::uint64_t row, const CarriedRow& carried, const cascade::Answer& answer);
  void write_error(std::uint64_t row, const CarriedRow& carried, std::string message);

  /// A row that an earlier run has written, behind the header.
  void pass(const task::Carried& carried);

  /// Writes what waits for the columns of a row that could be read. The last call.
  void finish();

 private:
  struct LostRow {
    std::uint64_t row = 0;
    CarriedRow carried;
    std::string message;
  };

  void begin(const std::vector<task::Field>& columns);

  cascade::AnswerFormatter formatter_;
  cascade::RowPrefix prefix_;
  bool is_table_;
  Output& output_;
  bool has_header_ = false;
  std::vector<LostRow> waiting_;  ///< Before the first row that could be read.
  std::string line_;
};

}  // namespace tango::cli
