#include "cascade/answer_format.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cell.h"
#include "task/compressed/compressed.h"
#include "task/record_reader.h"

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;

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
                 written(span.text, AnswerFormat::kJsonLines), span.begin, span.end);
}

}  // namespace

AnswerFormat parse_answer_format(std::string_view name) {
  if (name == "jsonl") return AnswerFormat::kJsonLines;
  if (name == "tsv") return AnswerFormat::kTsv;
  if (name == "csv") return AnswerFormat::kCsv;
  throw Error(ErrorCode::kUsage,
              fmt::format("no answer format called \"{}\"; use jsonl, tsv or csv", name),
              {"format"});
}

AnswerFormat answer_format_of(const std::filesystem::path& output) {
  if (task::compression_of_name(output) != task::Compression::kNone) {
    throw Error(ErrorCode::kUsage,
                output.string() +
                    ": answers are not compressed; leave out the last extension, or write to "
                    "standard output and compress that",
                {"output"});
  }
  const auto format = task::find_format(output);
  if (format == task::InputFormat::kTsv) return AnswerFormat::kTsv;
  return format == task::InputFormat::kCsv ? AnswerFormat::kCsv : AnswerFormat::kJsonLines;
}

AnswerFormatter::AnswerFormatter(const checkpoint::Labels& labels, AnswerFormat format,
                                 bool with_scores, bool with_ask)
    : problem_type_(labels.problem_type),
      format_(format),
      with_scores_(with_scores),
      with_ask_(with_ask),
      labels_(labels.names) {
  for (const std::string& name : labels.names) names_.push_back(written(name, format));
  fields_ = field_names();
}

std::vector<std::string> AnswerFormatter::field_names() const {
  const bool is_json = format_ == AnswerFormat::kJsonLines;
  std::vector<std::string> names;
  if (problem_type_ == ProblemType::kSpan) {
    names = {"answer", "start", "end", "score"};
  } else if (problem_type_ != ProblemType::kRegression) {
    names = {has_one_label() ? "label" : "labels", "score"};
  } else if (labels_.size() == 1) {
    names = {"value"};
  } else if (is_json) {
    names = {"values"};
  } else {
    names = labels_;
  }
  names.insert(names.end(), {"tier", "truncated"});
  if (with_ask_ && !is_json) names.emplace_back("ask");
  if (with_scores_ && is_json) {
    if (problem_type_ == ProblemType::kSpan) names.emplace_back("answers");
    if (has_labels()) names.emplace_back("scores");
  } else if (with_scores_ && has_labels()) {
    for (const std::string& label : labels_) names.push_back("score " + label);
  }
  return names;
}

std::string AnswerFormatter::header(std::string_view prefix) const {
  if (format_ == AnswerFormat::kJsonLines) return "";
  std::string line(prefix);
  for (const std::string& name : fields_) (line += delimiter(format_)) += written(name, format_);
  return line + "\n";
}

void AnswerFormatter::format_error(std::string_view prefix, std::string_view message,
                                   std::string& line) const {
  if (format_ == AnswerFormat::kJsonLines) {
    line = fmt::format("{{{}, \"error\": {}}}\n", prefix, written(message, format_));
    return;
  }
  line = prefix;
  (line += delimiter(format_)) += written(fmt::format("error: {}", message), format_);
  line.append(fields_.size() - 1, delimiter(format_)) += '\n';
}

void AnswerFormatter::format(std::string_view prefix, const Answer& answer,
                             std::string& line) const {
  line.clear();
  if (format_ == AnswerFormat::kJsonLines) {
    (line = "{") += prefix;
    line += ", ";
    format_json(answer, line);
  } else {
    line = prefix;
    format_table(answer, line);
  }
}

void AnswerFormatter::format_json(const Answer& answer, std::string& line) const {
  const auto named_scores = [&] {
    line += '{';
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) line += ", ";
      line += names_[i] + ": ";
      append_number(answer.scores[i], line);
    }
    line += '}';
  };
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
  line += answer.truncated ? ", \"truncated\": true" : ", \"truncated\": false";
  if (answer.ask) line += ", \"ask\": true";
  line += answer.cut_short ? ", \"cut_short\": true}\n" : "}\n";
}

void AnswerFormatter::format_table(const Answer& answer, std::string& line) const {
  const char between = delimiter(format_);
  const auto append_scores = [&] {
    for (const float score : answer.scores) {
      line += between;
      append_number(score, line);
    }
  };
  if (problem_type_ == ProblemType::kRegression) {
    append_scores();
  } else if (problem_type_ == ProblemType::kSpan) {
    const SpanAnswer span = answer.spans.empty() ? SpanAnswer{} : answer.spans.front();
    (line += between) += written(span.text, format_);
    fmt::format_to(std::back_inserter(line), "{}{}{}{}{}", between, span.begin, between, span.end,
                   between);
    append_number(answer.score, line);
  } else {
    line += between;
    if (has_one_label()) {
      line += names_[static_cast<std::size_t>(std::max(0, answer.label))];
    } else {
      std::vector<std::string_view> labels;
      for (const int label : answer.labels)
        labels.push_back(labels_[static_cast<std::size_t>(label)]);
      line += written(fmt::format("{}", fmt::join(labels, ",")), format_);
    }
    line += between;
    append_number(answer.score, line);
  }
  fmt::format_to(std::back_inserter(line), "{}{}{}{}", between, answer.tier, between,
                 answer.truncated);
  if (with_ask_) fmt::format_to(std::back_inserter(line), "{}{}", between, answer.ask);
  if (with_scores_ && has_labels()) append_scores();
  line += '\n';
}

}  // namespace tango::cascade
