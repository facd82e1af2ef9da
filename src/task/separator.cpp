#include "task/separator.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "task/row_parser.h"

namespace tango::task {
namespace {

constexpr std::array<std::pair<char, std::string_view>, 4> kSeparators{
    {{',', "a comma"}, {';', "a semicolon"}, {'\t', "a tab"}, {'|', "a bar"}}};

/// A source whose start may be read several times.
class Start {
 public:
  explicit Start(ReadBytes source) : source_(std::move(source)) {}

  /// From the first byte on, also those that are not kept yet.
  [[nodiscard]] ReadBytes again() {
    return [this, position = std::size_t{0}](std::span<char> space) mutable {
      if (position == kept_.size()) {
        const std::size_t count = source_(space);
        kept_.append(space.data(), count);
        position += count;
        return count;
      }
      return copy(position, space);
    };
  }

  /// The same, once, and what follows.
  [[nodiscard]] static ReadBytes all(std::unique_ptr<Start> start) {
    return [start = std::shared_ptr<Start>(std::move(start)),
            position = std::size_t{0}](std::span<char> space) mutable {
      return position < start->kept_.size() ? start->copy(position, space) : start->source_(space);
    };
  }

 private:
  std::size_t copy(std::size_t& position, std::span<char> space) const {
    const std::size_t count = std::min(space.size(), kept_.size() - position);
    std::memcpy(space.data(), kept_.data() + position, count);
    position += count;
    return count;
  }

  ReadBytes source_;
  std::string kept_;
};

class SeparatorSearch {
 public:
  SeparatorSearch(Start& start, const std::string& name, const RecordReaderOptions& options)
      : start_(start), name_(name), options_(options) {}

  Separator find() {
    if (const auto named = named_by_line()) return *named;
    std::vector<char> fitting;
    char widest = ',';
    std::size_t most = 0;
    for (const auto& [character, unused] : kSeparators) {
      const auto row = first_row(character);
      if (!row) continue;
      if (fits(*row)) fitting.push_back(character);
      if (row->size() > most) widest = character;
      most = std::max(most, row->size());
    }
    const std::size_t names = options_.columns.names.size();
    if (names > 1 && fitting.size() > 1) {
      throw Error(
          ErrorCode::kInvalidInput,
          fmt::format("{}:1: the first row has {} fields both with {} and with {} between "
                      "them; say which it is",
                      name_, names, name_of_separator(fitting[0]), name_of_separator(fitting[1])),
          {"separator"});
    }
    return {.character = fitting.empty() ? widest : fitting.front()};
  }

 private:
  std::optional<Separator> named_by_line() {
    LineReader lines(start_.again(), name_, options_.max_line_bytes);
    std::string_view line;
    if (!lines.next(line) || line.size() != 5 || !line.starts_with("sep=")) return std::nullopt;
    for (const auto& [character, unused] : kSeparators) {
      if (line.back() == character) return Separator{.character = character, .has_line = true};
    }
    return std::nullopt;
  }

  /// nullopt where there is none with that separator.
  std::optional<std::vector<std::string>> first_row(char separator) {
    try {
      LineReader lines(start_.again(), name_, options_.max_line_bytes);
      const auto parser = make_csv_parser(lines, separator);  // which holds what the fields view
      std::vector<std::string_view> fields;
      if (!parser->next(fields)) return std::nullopt;
      return std::vector<std::string>(fields.begin(), fields.end());
    } catch (const Error& error) {
      // What is wrong with the row is found again, and said, where it is read.
      if (error.code() != ErrorCode::kInvalidInput) throw;
      return std::nullopt;
    }
  }

  [[nodiscard]] bool fits(const std::vector<std::string>& row) const {
    const std::vector<std::string>& names = options_.columns.names;
    if (!names.empty()) return row.size() == names.size();
    try {
      (void)choose_columns(options_.columns, row, name_);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  Start& start_;
  const std::string& name_;
  const RecordReaderOptions& options_;
};

}  // namespace

std::string_view name_of_separator(char separator) {
  for (const auto& [character, name] : kSeparators) {
    if (character == separator) return name;
  }
  return "another character";
}

char parse_separator(std::string_view text) {
  if (text == "tab" || text == "\\t") return '\t';
  for (const auto& [character, unused] : kSeparators) {
    if (text.size() == 1 && text.front() == character) return character;
  }
  throw Error(ErrorCode::kUsage, fmt::format("\"{}\" separates no fields; use , ; | or tab", text),
              {"separator"});
}

Separator choose_separator(ReadBytes& bytes, const std::string& name,
                           const RecordReaderOptions& options) {
  if (options.separator) return {.character = *options.separator};
  auto start = std::make_unique<Start>(std::move(bytes));
  const Separator found = SeparatorSearch(*start, name, options).find();
  bytes = Start::all(std::move(start));
  if (found.character != ',' && options.notice) {
    options.notice(fmt::format("{}: fields are separated by {}, as its first {} shows", name,
                               name_of_separator(found.character),
                               found.has_line ? "line" : "row"));
  }
  return found;
}

}  // namespace tango::task
