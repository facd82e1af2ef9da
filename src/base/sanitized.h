// Whether a sanitizer watches this build, for tests.
#pragma once

namespace tango::base {

/// Sanitized code runs five to twenty times slower: tests over many texts take fewer of each kind.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace tango::base
