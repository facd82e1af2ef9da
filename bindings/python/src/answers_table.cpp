#include "answers_table.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>

#include <tango/error.h>

#include "errors.h"

namespace tango::python {
namespace {

using Append = std::function<void(ArrowColumn&, const Prediction&)>;

struct Field {
  ArrowColumn column;
  Append append;
};

template <typename Of>
Field number(std::string_view name, std::string_view format, Of of) {
  return {{name, format},
          [of](ArrowColumn& column, const Prediction& one) { column.append_number(of(one)); }};
}

Field bit(std::string_view name, bool Prediction::*member) {
  return {{name, "b"},
          [member](ArrowColumn& column, const Prediction& one) { column.append_bit(one.*member); }};
}

Field score_of_label(std::string_view name, std::size_t label) {
  return number(name, "f", [label](const Prediction& one) { return one.scores.at(label); });
}

Field labels() {
  Field field{{"labels", "+L"}, [](ArrowColumn& column, const Prediction& one) {
                for (const std::string& label : one.labels) {
                  column.children.front().append_text(label);
                }
                column.append_list();
              }};
  field.column.children.emplace_back("item", "U");
  return field;
}

/// Of a reader: what it found, or nothing.
template <typename AppendFound>
Field found(std::string_view name, std::string_view format, AppendFound append) {
  return {{name, format}, [append](ArrowColumn& column, const Prediction& one) {
            if (one.answers.empty()) {
              column.append_null();
            } else {
              append(column, one.answers.front());
            }
          }};
}

void add_answers(std::vector<Field>& fields) {
  fields.push_back(found("answer", "U", [](ArrowColumn& column, const FoundAnswer& one) {
    column.append_text(one.text);
  }));
  fields.push_back(found("start", "l", [](ArrowColumn& column, const FoundAnswer& one) {
    column.append_number(static_cast<std::int64_t>(one.begin));
  }));
  fields.push_back(found("end", "l", [](ArrowColumn& column, const FoundAnswer& one) {
    column.append_number(static_cast<std::int64_t>(one.end));
  }));
}

std::vector<Field> fields_of(const AnswerKind& kind) {
  std::vector<Field> fields;
  const bool is_regression = kind.problem_type == ProblemType::kRegression;
  const bool is_reader = kind.problem_type == ProblemType::kQuestionAnswering;
  if (is_reader) {
    add_answers(fields);
  } else if (kind.problem_type == ProblemType::kMultiLabel) {
    fields.push_back(labels());
  } else if (is_regression) {
    for (std::size_t i = 0; i < kind.labels.size(); ++i) {
      fields.push_back(score_of_label(kind.labels.size() == 1 ? "value" : kind.labels[i], i));
    }
  } else {
    fields.push_back({{"label", "U"}, [](ArrowColumn& column, const Prediction& one) {
                        column.append_text(one.label);
                      }});
  }
  if (!is_regression) {
    fields.push_back(number("score", "f", [](const Prediction& one) { return one.score; }));
  }
  fields.push_back(
      number("tier", "i", [](const Prediction& one) { return std::int32_t{one.tier}; }));
  fields.push_back(bit("truncated", &Prediction::truncated));
  fields.push_back(bit("cut_short", &Prediction::cut_short));
  fields.push_back(bit("ask", &Prediction::ask));
  if (is_regression || is_reader) return fields;
  for (std::size_t i = 0; i < kind.labels.size(); ++i) {
    fields.push_back(score_of_label("score " + kind.labels[i], i));
  }
  return fields;
}

}  // namespace

ArrowColumn table_of(const Answers& answers) {
  std::vector<Field> fields = fields_of(answers.kind());
  ArrowColumn errors("error", "U");
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Result& result = answers.result(i);
    for (Field& field : fields) {
      if (result.ok()) {
        field.append(field.column, result.value());
      } else {
        field.column.append_null();
      }
    }
    if (result.ok()) {
      errors.append_null();
    } else {
      errors.append_text(nb::cast<std::string>(nb::str(error_object(*result.error()))));
    }
  }
  ArrowColumn table("", "+s");
  table.rows = static_cast<std::int64_t>(answers.size());
  for (Field& field : fields) table.children.push_back(std::move(field.column));
  table.children.push_back(std::move(errors));
  return table;
}

}  // namespace tango::python
