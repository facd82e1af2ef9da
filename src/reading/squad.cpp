#include "reading/squad.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/mapped_file.h"
#include "base/utf8.h"

namespace tango::reading {
namespace {

using base::Json;

[[noreturn]] void fail(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::kInvalidInput, where + ": " + message);
}

const Json& list_in(const Json& object, const char* key, const std::string& where) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end() || !found->is_array()) {
    fail(where, fmt::format("should have a list \"{}\"", key));
  }
  return *found;
}

std::string text_in(const Json& object, const char* key, const std::string& where) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end() || !found->is_string()) {
    fail(where, fmt::format("should have a string \"{}\"", key));
  }
  return found->get<std::string>();
}

/// Where the character of that number begins, in bytes.
std::optional<std::size_t> byte_of(std::string_view text, std::int64_t character) {
  std::size_t position = 0;
  for (; character > 0 && position < text.size(); --character) {
    position += base::decode_utf8(text, position).bytes;
  }
  return character == 0 ? std::optional(position) : std::nullopt;
}

Answer read_answer(const Json& json, const std::string& context, const std::string& where) {
  Answer answer{text_in(json, "text", where), 0};
  const auto start = json.find("answer_start");
  if (start == json.end() || !start->is_number_integer()) {
    fail(where, "should have a whole number \"answer_start\"");
  }
  const std::optional<std::size_t> begin = byte_of(context, start->get<std::int64_t>());
  if (!begin || context.compare(*begin, answer.text.size(), answer.text) != 0) {
    fail(where, fmt::format("\"{}\" does not stand at character {} of the context", answer.text,
                            start->get<std::int64_t>()));
  }
  answer.begin = *begin;
  return answer;
}

}  // namespace

std::vector<Question> parse_squad(std::string_view json, std::string_view where) {
  Json file;
  try {
    file = base::parse_json(json, where);
  } catch (const Error& error) {
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
  const std::string name(where);
  std::vector<Question> questions;
  std::size_t article = 0;
  for (const Json& document : list_in(file, "data", name)) {
    const std::string in_article = fmt::format("{}: article {}", where, article + 1);
    std::size_t number = 0;
    for (const Json& paragraph : list_in(document, "paragraphs", in_article)) {
      const std::string in_paragraph = fmt::format("{}, paragraph {}", in_article, ++number);
      const auto context =
          std::make_shared<const std::string>(text_in(paragraph, "context", in_paragraph));
      for (const Json& one : list_in(paragraph, "qas", in_paragraph)) {
        Question question{.id = text_in(one, "id", in_paragraph),
                          .question = {},
                          .context = context,
                          .answers = {},
                          .article = article};
        const std::string in_question = fmt::format("{}, question {}", in_paragraph, question.id);
        question.question = text_in(one, "question", in_question);
        if (one.contains("answers")) {
          for (const Json& answer : list_in(one, "answers", in_question)) {
            question.answers.push_back(read_answer(answer, *context, in_question));
          }
        }
        questions.push_back(std::move(question));
      }
    }
    ++article;
  }
  if (questions.empty()) fail(name, "holds no question");
  return questions;
}

std::vector<Question> read_squad(const std::filesystem::path& path) {
  return parse_squad(base::MappedFile(path).text(), path.string());
}

std::vector<Question> only(std::vector<Question> questions, Articles articles) {
  if (articles == Articles::kAll) return questions;
  const std::size_t parity = articles == Articles::kEven ? 0 : 1;
  std::erase_if(questions,
                [&](const Question& question) { return question.article % 2 != parity; });
  return questions;
}

Articles parse_articles(std::string_view name) {
  if (name == "all") return Articles::kAll;
  if (name == "even") return Articles::kEven;
  if (name == "odd") return Articles::kOdd;
  throw Error(ErrorCode::kUsage,
              "articles \"" + std::string(name) + "\": should be all, even or odd");
}

std::filesystem::path find_squad(const std::filesystem::path& directory, const std::string& split) {
  std::vector<std::filesystem::path> found;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(directory / "squad", failure)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(split + "-v1.1") && name.ends_with(".json")) found.push_back(entry.path());
  }
  if (found.empty()) {
    throw Error(ErrorCode::kNotFound,
                (directory / "squad").string() + ": no " + split + "-v1.1*.json there");
  }
  return *std::min_element(found.begin(), found.end());
}

}  // namespace tango::reading
