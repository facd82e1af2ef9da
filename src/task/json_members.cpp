#include "task/json_members.h"

#include <algorithm>
#include <utility>

#include "base/json.h"

namespace tango::task {
namespace {

/// Goes through text that is known to be one object.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<JsonMember> members() {
    std::vector<JsonMember> found;
    position_ = text_.find('{') + 1;
    while (position_ < text_.size()) {
      const std::string_view key = value_until(':');
      if (key.empty()) break;  // an empty object
      JsonMember member{base::parse_json(key, "a key").get<std::string>(), valid(value_until(','))};
      std::erase_if(found, [&](const JsonMember& one) { return one.key == member.key; });
      found.push_back(std::move(member));
    }
    return found;
  }

 private:
  /// What stands before the next `end`, or before the object's end; passes over it.
  std::string_view value_until(char end) {
    const std::size_t begin = position_;
    int depth = 0;
    bool in_string = false;
    for (; position_ < text_.size(); ++position_) {
      const char character = text_[position_];
      if (in_string) {
        if (character == '\\') ++position_;
        in_string = character != '"';
        continue;
      }
      if (depth == 0 && (character == end || character == '}')) break;
      in_string = character == '"';
      if (character == '{' || character == '[') ++depth;
      if (character == '}' || character == ']') --depth;
    }
    const std::string_view value = text_.substr(begin, position_ - begin);
    ++position_;
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = std::min(value.find_first_not_of(kSpace), value.size());
    return value.substr(first, value.find_last_not_of(kSpace) + 1 - first);
  }

  static std::string valid(std::string_view value) {
    if (base::Json::accept(value)) return std::string(value);
    return base::parse_json(value, "a value").dump();
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<JsonMember> json_members(std::string_view object) { return Scanner(object).members(); }

}  // namespace tango::task
