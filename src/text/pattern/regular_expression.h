// Regular expressions, by Oniguruma, which `tokenizers` uses too.
#pragma once

#include <memory>
#include <string_view>

#include "text/pattern/pattern.h"

struct re_pattern_buffer;  // Oniguruma's regex_t

namespace tango::text {

/// The syntax is Oniguruma's own. A match that backtracks too often, and a text that takes longer
/// than ten seconds, are errors.
class RegularExpression : public Pattern {
 public:
  /// Throws kInvalidModel where it is malformed, naming `where`; kUnsupported above 4 KiB.
  RegularExpression(std::string_view regex, std::string_view where);
  void find(std::string_view text, std::vector<Span>& matches) const override;

 private:
  struct Free {
    void operator()(re_pattern_buffer* regex) const;
  };
  std::unique_ptr<re_pattern_buffer, Free> regex_;
};

}  // namespace tango::text
