// The one exception type of the project.
#pragma once

#include <stdexcept>
#include <string>

namespace tango {

/// What kind of failure an Error is. Each surface maps the kinds to its own codes in one table
/// (exit status: src/cli/exit_status.h).
enum class ErrorCode {
  kUsage,         ///< A call, flag or option that makes no sense.
  kNotFound,      ///< A file, directory, column or base model that is not there.
  kInvalidInput,  ///< A text, row or request that can't be read as what it claims to be.
  kInvalidModel,  ///< A checkpoint, tokenizer or cascade file that is malformed or does not fit.
  kUnsupported,   ///< Well-formed, but nothing here implements it.
  kIo,            ///< The operating system refused a read or a write.
  kClosedPipe,    ///< Who read our output has gone: stop quietly, there is nobody to tell.
  kInternal,      ///< A broken promise of our own.
};

/// Says what was wrong, where, and what would be right. Copying never throws.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace tango
