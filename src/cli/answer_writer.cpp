#include "cli/answer_writer.h"

namespace tango::cli {

AnswerWriter::AnswerWriter(const cascade::Cascade& cascade, cascade::AnswerFormat format,
                           bool scores, Output& output)
    : formatter_(cascade.labels(), format, scores, cascade.asks()),
      prefix_(format, formatter_.fields()),
      is_table_(format != cascade::AnswerFormat::kJsonLines),
      output_(output) {}

void AnswerWriter::begin(const std::vector<task::Field>& columns) {
  if (has_header_) return;
  has_header_ = true;
  prefix_.fix_columns(columns);
  output_.stream().write(formatter_.header(prefix_.header()));
  for (const LostRow& lost : std::exchange(waiting_, {})) {
    write_error(lost.row, lost.carried, lost.message);
  }
}

void AnswerWriter::write(std::uint64_t row, const CarriedRow& carried,
                         const cascade::Answer& answer) {
  begin(carried.carried.fields);
  formatter_.format(prefix_.of(row, carried.carried), answer, line_);
  output_.write_line(line_);
}

void AnswerWriter::write_error(std::uint64_t row, const CarriedRow& carried, std::string message) {
  if (carried.is_lost && !has_header_ && is_table_) {
    waiting_.push_back({row, carried, std::move(message)});
    return;
  }
  begin(carried.carried.fields);
  formatter_.format_error(prefix_.of(row, carried.carried), message, line_);
  output_.write_line(line_);
}

void AnswerWriter::pass(const task::Carried& carried) {
  has_header_ = true;
  prefix_.fix_columns(carried.fields);
}

void AnswerWriter::finish() { begin({}); }

}  // namespace tango::cli
