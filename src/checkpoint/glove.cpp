#include "checkpoint/glove.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/mapped_file.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

struct Header {
  std::int64_t count;
  std::int64_t width;
};

/// Takes lines off the front of a text, without line ends and trailing spaces.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    if (rest_.empty()) return std::nullopt;
    ++number_;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line.remove_suffix(line.size() - (line.find_last_not_of(' ') + 1));
    return line;
  }

  [[nodiscard]] std::int64_t number() const { return number_; }  ///< Of the last line, from 1.

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<Header> parse_header(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto count = parse_number<std::int64_t>(line.substr(0, space));
  const auto width = parse_number<std::int64_t>(line.substr(space + 1));
  if (!count || !width || *count < 0 || *width < 1) return std::nullopt;
  return Header{*count, *width};
}

[[noreturn]] void throw_line(std::string_view where, std::int64_t number,
                             const std::string& message) {
  throw_invalid(where, "line " + std::to_string(number) + ": " + message);
}

/// Appends one row's word and its `width` numbers.
void parse_row(std::string_view line, std::int64_t width, std::string_view where,
               std::int64_t number, std::vector<std::string>& words, std::vector<float>& values) {
  const std::size_t row = values.size();
  values.resize(row + static_cast<std::size_t>(width));
  for (std::int64_t i = width - 1; i >= 0; --i) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) {
      throw_line(where, number,
                 "expected a word and " + std::to_string(width) + " numbers, found " +
                     std::to_string(width - 1 - i));
    }
    const std::string_view field = line.substr(space + 1);
    // As a double first: a number too small for a float is zero, not an error.
    const auto value = parse_number<double>(field);
    if (!value || !std::isfinite(static_cast<float>(*value))) {
      throw_line(where, number,
                 "expected a finite number at position " + std::to_string(i + 1) + ", found " +
                     in_quotes(field));
    }
    values[row + static_cast<std::size_t>(i)] = static_cast<float>(*value);
    line.remove_suffix(line.size() - space);
  }
  if (line.empty()) throw_line(where, number, "the row has no word");
  words.emplace_back(line);
}

}  // namespace

WordVectors parse_glove(std::string_view text, std::string_view where) {
  Lines lines(text);
  std::optional<std::string_view> line = lines.next();
  if (!line) throw_invalid(where, "no word vectors: the file is empty");
  const std::optional<Header> header = parse_header(*line);
  const auto fields = std::count(line->begin(), line->end(), ' ');
  const std::int64_t width = header ? header->width : static_cast<std::int64_t>(fields);
  if (width < 1 || width > static_cast<std::int64_t>(text.size())) {
    throw_line(where, 1, "expected a word and its numbers, separated by single spaces");
  }
  if (header) line = lines.next();

  std::vector<std::string> words;
  std::vector<float> values;
  for (; line; line = lines.next()) {
    parse_row(*line, width, where, lines.number(), words, values);
  }
  const auto count = static_cast<std::int64_t>(words.size());
  if (header && header->count != count) {
    throw_line(where, 1,
               "the header says " + std::to_string(header->count) + " words, found " +
                   std::to_string(count));
  }
  WordVectors result{std::move(words), tensor::Tensor(tensor::Shape{count, width})};
  std::copy(values.begin(), values.end(), result.vectors.data());
  return result;
}

WordVectors read_glove(const std::filesystem::path& path) {
  const base::MappedFile file(path);
  return parse_glove(file.text(), path.string());
}

}  // namespace tango::checkpoint
