#include "cascade/answer_format.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;

std::string name_for(const std::string& name, AnswerFormat format) {
  if (format == AnswerFormat::kJsonLines) {
    return base::Json(name).dump(-1, ' ', false, base::Json::error_handler_t::replace);
  }
  std::string cell = name;
  for (char& character : cell) {
    if (character == '\t' || character == '\n' || character == '\r') character = ' ';
  }
  return cell;
}

/// The shortest digits that read back as the same float. JSON has no NaN.
void append_number(float value, std::string& line) {
  if (!std::isfinite(value)) {
    line += "null";
    return;
  }
  const std::size_t begin = line.size();
  fmt::format_to(std::back_inserter(line), "{}", value);
  // A whole number keeps its point, so that parsers give every score the same type.
  if (line.find_first_of(".e", begin) == std::string::npos) line += ".0";
}

void append_span(const SpanAnswer& span, std::string& line) {
  fmt::format_to(std::back_inserter(line), R"("answer": {}, "start": {}, "end": {})",
                 name_for(span.text, AnswerFormat::kJsonLines), span.begin, span.end);
}

}  // namespace

AnswerFormat parse_answer_format(std::string_view name) {
  if (name == "jsonl") return AnswerFormat::kJsonLines;
  if (name == "tsv") return AnswerFormat::kTsv;
  throw Error(ErrorCode::kUsage,
              fmt::format("no answer format called \"{}\"; use jsonl or tsv", name), {"format"});
}

AnswerFormatter::AnswerFormatter(const checkpoint::Labels& labels, AnswerFormat format,
                                 bool with_scores)
    : problem_type_(labels.problem_type), format_(format), with_scores_(with_scores) {
  for (const std::string& name : labels.names) names_.push_back(name_for(name, format));
}

std::string AnswerFormatter::header() const {
  if (format_ == AnswerFormat::kJsonLines) return "";
  std::string line = "id\t";
  if (problem_type_ == ProblemType::kRegression) {
    line += names_.size() == 1 ? "value" : fmt::format("{}", fmt::join(names_, "\t"));
  } else if (problem_type_ == ProblemType::kSpan) {
    line += "answer\tstart\tend\tscore";
  } else {
    line += has_one_label() ? "label\tscore" : "labels\tscore";
  }
  line += "\ttier\ttruncated";
  if (with_scores_ && has_labels()) {
    for (const std::string& name : names_) line += "\tscore " + name;
  }
  return line + "\n";
}

void AnswerFormatter::format_error(std::uint64_t id, std::string_view message,
                                   std::string& line) const {
  if (format_ == AnswerFormat::kJsonLines) {
    line =
        fmt::format("{{\"id\": {}, \"error\": {}}}\n", id, name_for(std::string(message), format_));
    return;
  }
  const std::string names = header();
  const auto columns = std::count(names.begin(), names.end(), '\t');
  line = fmt::format("{}\terror: {}", id, name_for(std::string(message), format_));
  line.append(static_cast<std::size_t>(columns - 1), '\t') += '\n';
}

void AnswerFormatter::format(std::uint64_t id, const Answer& answer, std::string& line) const {
  line.clear();
  if (format_ == AnswerFormat::kJsonLines) {
    format_json(id, answer, line);
  } else {
    format_tsv(id, answer, line);
  }
}

void AnswerFormatter::format_json(std::uint64_t id, const Answer& answer, std::string& line) const {
  const auto named_scores = [&] {
    line += '{';
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) line += ", ";
      line += names_[i] + ": ";
      append_number(answer.scores[i], line);
    }
    line += '}';
  };
  fmt::format_to(std::back_inserter(line), "{{\"id\": {}, ", id);
  switch (problem_type_) {
    case ProblemType::kSingleLabelClassification:
      line += "\"label\": " + names_[static_cast<std::size_t>(answer.label)];
      break;
    case ProblemType::kMultiLabelClassification:
      if (has_one_label()) {
        line += "\"label\": " + names_.front();
        break;
      }
      line += "\"labels\": [";
      for (std::size_t i = 0; i < answer.labels.size(); ++i) {
        if (i > 0) line += ", ";
        line += names_[static_cast<std::size_t>(answer.labels[i])];
      }
      line += ']';
      break;
    case ProblemType::kSpan:
      append_span(answer.spans.empty() ? SpanAnswer{} : answer.spans.front(), line);
      break;
    case ProblemType::kRegression:
      line += names_.size() == 1 ? "\"value\": " : "\"values\": ";
      if (names_.size() == 1) append_number(answer.scores.front(), line);
      if (names_.size() > 1) named_scores();
      break;
  }
  if (problem_type_ != ProblemType::kRegression) {
    line += ", \"score\": ";
    append_number(answer.score, line);
  }
  fmt::format_to(std::back_inserter(line), ", \"tier\": {}", answer.tier);
  if (with_scores_ && problem_type_ == ProblemType::kSpan) {
    line += ", \"answers\": [";
    for (std::size_t i = 0; i < answer.spans.size(); ++i) {
      line += i > 0 ? ", {" : "{";
      append_span(answer.spans[i], line);
      line += ", \"score\": ";
      append_number(answer.spans[i].score, line);
      line += '}';
    }
    line += ']';
  } else if (with_scores_ && problem_type_ != ProblemType::kRegression) {
    line += ", \"scores\": ";
    named_scores();
  }
  line += answer.truncated ? ", \"truncated\": true}\n" : ", \"truncated\": false}\n";
}

void AnswerFormatter::format_tsv(std::uint64_t id, const Answer& answer, std::string& line) const {
  const auto append_scores = [&] {
    for (const float score : answer.scores) {
      line += '\t';
      append_number(score, line);
    }
  };
  fmt::format_to(std::back_inserter(line), "{}", id);
  if (problem_type_ == ProblemType::kRegression) {
    append_scores();
  } else if (problem_type_ == ProblemType::kSpan) {
    const SpanAnswer span = answer.spans.empty() ? SpanAnswer{} : answer.spans.front();
    fmt::format_to(std::back_inserter(line), "\t{}\t{}\t{}\t",
                   name_for(span.text, AnswerFormat::kTsv), span.begin, span.end);
    append_number(answer.score, line);
  } else {
    line += '\t';
    if (has_one_label()) line += names_[static_cast<std::size_t>(std::max(0, answer.label))];
    for (std::size_t i = 0; !has_one_label() && i < answer.labels.size(); ++i) {
      if (i > 0) line += ',';
      line += names_[static_cast<std::size_t>(answer.labels[i])];
    }
    line += '\t';
    append_number(answer.score, line);
  }
  fmt::format_to(std::back_inserter(line), "\t{}\t{}", answer.tier, answer.truncated);
  if (with_scores_ && has_labels()) append_scores();
  line += '\n';
}

}  // namespace tango::cascade
