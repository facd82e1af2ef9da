#include "text/pattern/regular_expression.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>

#include <oniguruma.h>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/pattern/properties.h"

namespace tango::text {
namespace {

constexpr std::size_t kLongestExpression = 4096;
constexpr unsigned long kMostRetries = 10'000'000;  // of one match: Oniguruma's own default
constexpr unsigned int kMostStackEntries = 1U << 20U;
constexpr std::chrono::seconds kMostTime{10};  // for one text

const OnigUChar* bytes_of(const char* text) { return reinterpret_cast<const OnigUChar*>(text); }

std::string message_of(int code, OnigErrorInfo* info) {
  OnigUChar buffer[ONIG_MAX_ERROR_MESSAGE_LEN] = {};
  const int size = onig_error_code_to_str(buffer, code, info);
  return {reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(std::max(size, 0))};
}

/// Oniguruma's set-up, and compiling, are for one thread at a time.
std::mutex& compilation() {
  static std::mutex mutex;
  return mutex;
}

/// Under which a property of ours is known to Oniguruma, beside its own of that name.
std::string own_name(std::string_view name) { return "tango" + std::string(name); }

void set_up_oniguruma() {
  static const bool ready = [] {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    bool good = onig_initialize(encodings, 1) == ONIG_NORMAL;
    for (const PatternProperty& property : kPatternProperties) {
      const std::string name = own_name(property.name);
      good = good && onig_unicode_define_user_property(
                         name.c_str(), const_cast<OnigCodePoint*>(property.ranges)) == ONIG_NORMAL;
    }
    return good;
  }();
  if (!ready) throw Error(ErrorCode::kInternal, "Oniguruma cannot be set up");
}

/// A regular expression whose properties, `\w`, `\d` and `\b` are spelt with those of
/// kPatternProperties.
class Respelling {
 public:
  explicit Respelling(std::string_view regex) : regex_(regex) {}

  [[nodiscard]] std::string run() {
    while (at_ < regex_.size()) {
      const char character = regex_[at_++];
      if (character == '\\' && at_ < regex_.size()) {
        add_escape(regex_[at_++]);
        continue;
      }
      if (character == '[') ++classes_;
      if (character == ']' && classes_ > 0) --classes_;
      out_ += character;
    }
    return std::move(out_);
  }

 private:
  void add_escape(char kind) {
    constexpr std::string_view kBoundary =
        R"((?:(?<=\p{tangoword})(?!\p{tangoword})|(?<!\p{tangoword})(?=\p{tangoword})))";
    constexpr std::string_view kNoBoundary =
        R"((?:(?<=\p{tangoword})(?=\p{tangoword})|(?<!\p{tangoword})(?!\p{tangoword})))";
    const bool capital = kind == 'W' || kind == 'D' || kind == 'B' || kind == 'P';
    if (kind == 'w' || kind == 'W') {
      add_property(capital, classes_ == 0 ? "word" : "classword");
    } else if (kind == 'd' || kind == 'D') {
      add_property(capital, "nd");
    } else if ((kind == 'b' || kind == 'B') && classes_ == 0) {
      out_ += capital ? kNoBoundary : kBoundary;
    } else if ((kind == 'p' || kind == 'P') && add_named(capital)) {
      return;
    } else {
      out_ += '\\';
      out_ += kind;
    }
  }

  void add_property(bool negated, std::string_view name) {
    out_ += negated ? "\\P{" : "\\p{";
    out_ += own_name(name) + "}";
  }

  /// Of `\p{NAME}` the braces; false where the name is none of ours.
  bool add_named(bool negated) {
    const std::size_t end = regex_.find('}', at_);
    if (at_ >= regex_.size() || regex_[at_] != '{' || end == std::string_view::npos) return false;
    std::string_view written = regex_.substr(at_ + 1, end - at_ - 1);
    if (written.starts_with('^')) {
      negated = !negated;
      written.remove_prefix(1);
    }
    std::string name;
    for (const char letter : written) {
      if (letter == ' ' || letter == '-' || letter == '_') continue;
      name += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    for (const std::string_view alias : {"letter", "number", "punctuation"}) {
      if (name == alias) name.resize(1);
    }
    const bool ours = std::ranges::any_of(
        kPatternProperties, [&](const PatternProperty& property) { return name == property.name; });
    if (!ours) return false;
    add_property(negated, name);
    at_ = end + 1;
    return true;
  }

  std::string_view regex_;
  std::string out_;
  std::size_t at_ = 0;
  int classes_ = 0;  ///< How many bracketed classes are open.
};

/// What one search needs; of one thread.
class Search {
 public:
  Search() : region_(onig_region_new()), parameters_(onig_new_match_param()) {
    if (region_ == nullptr || parameters_ == nullptr) throw std::bad_alloc();
    onig_initialize_match_param(parameters_);
    onig_set_retry_limit_in_match_of_match_param(parameters_, kMostRetries);
    onig_set_retry_limit_in_search_of_match_param(parameters_, kMostRetries);
    onig_set_match_stack_limit_size_of_match_param(parameters_, kMostStackEntries);
  }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;
  ~Search() {
    onig_region_free(region_, 1);
    onig_free_match_param(parameters_);
  }

  /// The first match from `from` on; false where there is none.
  bool find(regex_t* regex, std::string_view text, std::size_t from, Span& match) {
    const OnigUChar* begin = bytes_of(text.data());
    const OnigUChar* end = begin + text.size();
    const int at = onig_search_with_param(regex, begin, end, begin + from, end, region_,
                                          ONIG_OPTION_NONE, parameters_);
    if (at == ONIG_MISMATCH) return false;
    if (at < 0) {
      throw Error(
          ErrorCode::kInvalidInput,
          "the tokenizer's regular expression gives up on the text: " + message_of(at, nullptr));
    }
    match = {static_cast<std::uint32_t>(region_->beg[0]),
             static_cast<std::uint32_t>(region_->end[0])};
    return true;
  }

 private:
  OnigRegion* region_;
  OnigMatchParam* parameters_;
};

}  // namespace

void RegularExpression::Free::operator()(re_pattern_buffer* regex) const { onig_free(regex); }

RegularExpression::RegularExpression(std::string_view regex, std::string_view where) {
  if (regex.size() > kLongestExpression) {
    throw Error(ErrorCode::kUnsupported, std::string(where) + ": a regular expression of " +
                                             std::to_string(regex.size()) + " bytes; at most " +
                                             std::to_string(kLongestExpression));
  }
  const std::string source = Respelling(regex).run();
  const std::lock_guard lock(compilation());
  set_up_oniguruma();
  regex_t* compiled = nullptr;
  OnigErrorInfo info{};
  const OnigUChar* begin = bytes_of(source.data());
  const int code = onig_new(&compiled, begin, begin + source.size(), ONIG_OPTION_NONE,
                            ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, &info);
  if (code != ONIG_NORMAL) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the regular expression \"" +
                                              std::string(regex) +
                                              "\": " + message_of(code, &info));
  }
  regex_.reset(compiled);
}

void RegularExpression::find(std::string_view text, std::vector<Span>& matches) const {
  Search search;
  const auto start = std::chrono::steady_clock::now();
  std::size_t from = 0;
  bool any = false;
  Span match;
  while (from <= text.size() && search.find(regex_.get(), text, from, match)) {
    if (std::chrono::steady_clock::now() - start > kMostTime) {
      throw Error(ErrorCode::kInvalidInput,
                  "the tokenizer's regular expression takes more than ten seconds for the text");
    }
    // an empty match at the end of the last one does not count
    if (match.begin == match.end && any && matches.back().end == match.end) {
      from += from < text.size() ? base::decode_utf8(text, from).bytes : 1;
      continue;
    }
    from = match.end;
    any = true;
    matches.push_back(match);
  }
}

}  // namespace tango::text
