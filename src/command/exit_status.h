// The exit status of a program: one number per kind of failure.
#pragma once

#include <array>

#include <tango/error.h>

namespace tango::command {

inline constexpr int kSuccess = 0;
inline constexpr int kAnswerIsNo = 1;  ///< The check that was asked for failed (inspect --verify).
inline constexpr int kWrongUse = 2;

[[nodiscard]] constexpr int exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return kWrongUse;
    case ErrorCode::kNotFound:
      return 3;
    case ErrorCode::kInvalidInput:
      return 4;
    case ErrorCode::kInvalidModel:
      return 5;
    case ErrorCode::kUnsupported:
      return 6;
    case ErrorCode::kIo:
      return 7;
    case ErrorCode::kDeadline:
      return 8;
    case ErrorCode::kCancelled:
      return 9;
    case ErrorCode::kOverloaded:
      return 10;
    case ErrorCode::kStopping:
      return 11;
    case ErrorCode::kClosedPipe:
      return 141;  // 128 + SIGPIPE, as shells report for a program that the signal ended
    case ErrorCode::kInternal:
      break;
  }
  return 70;  // EX_SOFTWARE of sysexits.h
}

/// The kind of failure for which a program of ours ended with `status`, which is not kSuccess;
/// kInternal for a status that is none of exit_status.
[[nodiscard]] constexpr ErrorCode error_code_of(int status) {
  constexpr std::array kOthers{
      ErrorCode::kUsage,        ErrorCode::kNotFound,    ErrorCode::kInvalidInput,
      ErrorCode::kInvalidModel, ErrorCode::kUnsupported, ErrorCode::kIo,
      ErrorCode::kDeadline,     ErrorCode::kCancelled,   ErrorCode::kOverloaded,
      ErrorCode::kStopping,     ErrorCode::kClosedPipe};
  for (const ErrorCode code : kOthers) {
    if (exit_status(code) == status) return code;
  }
  return ErrorCode::kInternal;
}

}  // namespace tango::command
