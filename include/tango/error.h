// The one exception type of the project.
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <tango/export.h>

namespace tango {

/// What kind of failure an Error is. Each surface maps the kinds to its own codes in one table
/// (exit status: src/command/exit_status.h).
enum class ErrorCode {
  kUsage,         ///< An argument or option that makes no sense.
  kNotFound,      ///< A file, directory, column or base model that does not exist.
  kInvalidInput,  ///< A text, row or request that can't be read as what it claims to be.
  kInvalidModel,  ///< A checkpoint, tokenizer or cascade file that is malformed or does not fit.
  kUnsupported,   ///< Well-formed, but not implemented.
  kIo,            ///< The operating system refused a read or a write.
  kClosedPipe,    ///< The output pipe was closed: stop quietly.
  kInternal,      ///< A defect of Tango itself.
  kDeadline,      ///< No tier could answer a text before its deadline.
  kCancelled,     ///< The caller withdrew a text.
  kOverloaded,    ///< No room for more texts now; later there may be.
  kStopping,      ///< The engine was stopped before a text was answered.
};

/// The name of a setting, such as "long_text". Only a string literal can be one: an error outlives
/// whatever made it, so a name that could go away does not compile.
class SettingName {
 public:
  constexpr SettingName() = default;
  template <std::size_t size>
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is a name
  consteval SettingName(const char (&name)[size]) : name_(name, size - 1) {}

  // NOLINTNEXTLINE(google-explicit-constructor): a name is read as any string
  constexpr operator std::string_view() const noexcept { return name_; }
  friend constexpr bool operator==(const SettingName&, const SettingName&) = default;

 private:
  std::string_view name_;
};

/// The names of the settings that would change the outcome; empty if there are fewer. Each surface
/// knows how a setting is given: --long-text on the command line.
using ErrorSettings = std::array<SettingName, 2>;

/// Says what was wrong, where, and what would be right. Copying never throws.
class TANGO_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, const ErrorSettings& settings = {})
      : std::runtime_error(message), code_(code), settings_(settings) {}

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const ErrorSettings& settings() const noexcept { return settings_; }

 private:
  ErrorCode code_;
  ErrorSettings settings_;
};

}  // namespace tango
