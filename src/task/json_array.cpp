#include "task/json_array.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tango::task {
namespace {

class Elements {
 public:
  explicit Elements(ReadBytes bytes) : bytes_(std::move(bytes)), buffer_(std::size_t{1} << 16U) {}

  std::size_t read(std::span<char> out) {
    if (!started_) start();
    while (ready_.size() - given_ == 0 && !ended_) {
      ready_.clear();
      given_ = 0;
      const std::size_t count = bytes_(buffer_);
      if (count == 0) finish();
      pass({buffer_.data(), count});
    }
    const std::size_t count = std::min(out.size(), ready_.size() - given_);
    std::copy_n(ready_.data() + given_, count, out.data());
    given_ += count;
    return count;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  /// Of the byte order mark of UTF-8.
  static bool is_mark(char c, std::size_t place) {
    return place < 3 && c == std::string_view("\xEF\xBB\xBF")[place];
  }

  /// Looks at the first bytes, as far as the first that is no white space.
  void start() {
    started_ = true;
    std::string head;
    std::size_t first = 0;
    for (std::size_t count = 1; count > 0 && first == head.size();) {
      count = bytes_(buffer_);
      head.append(buffer_.data(), count);
      while (first < head.size() && (is_space(head[first]) || is_mark(head[first], first))) ++first;
    }
    is_array_ = first < head.size() && head[first] == '[';
    pass(is_array_ ? std::string_view(head).substr(first) : head);
  }

  void finish() {
    ended_ = true;
    if (depth_ > 0) ready_ += "\nunclosed array";
  }

  void pass(std::string_view part) {
    if (!is_array_) {
      ready_ += part;
      return;
    }
    for (const char character : part) pass(character);
  }

  void pass(char character) {
    if (in_string_) {
      in_string_ = escaped_ || character != '"';
      escaped_ = !escaped_ && character == '\\';
      ready_ += character;
      return;
    }
    if (is_space(character)) return;
    const bool outermost = depth_ == 1;
    if (character == '[' || character == '{') {
      if (depth_++ == 0) {
        if (has_closed_) ready_.append("\n") += character;
        return;
      }
    } else if (character == ']' || character == '}') {
      depth_ -= depth_ > 0 ? 1 : 0;
      if (outermost) {
        has_closed_ = true;
        ready_ += '\n';
        return;
      }
    } else if (character == ',' && outermost) {
      ready_ += '\n';
      return;
    }
    in_string_ = character == '"';
    ready_ += character;
  }

  ReadBytes bytes_;
  std::vector<char> buffer_;
  std::string ready_;
  std::size_t given_ = 0;  ///< Of ready_.
  bool started_ = false, ended_ = false, is_array_ = false;
  std::size_t depth_ = 0;  ///< Open arrays and objects.
  bool in_string_ = false, escaped_ = false, has_closed_ = false;
};

}  // namespace

ReadBytes json_elements(ReadBytes bytes) {
  auto elements = std::make_shared<Elements>(std::move(bytes));
  return [elements](std::span<char> out) { return elements->read(out); };
}

}  // namespace tango::task
