#pragma once

#include <memory>
#include <utility>

#include <tango/tokenizer.h>

#include "text/tokenizer.h"

namespace tango {

class [[gnu::visibility("hidden")]] Tokenizer::Impl {
 public:
  explicit Impl(std::shared_ptr<const text::Tokenizer> tokenizer)
      : tokenizer_(std::move(tokenizer)) {}
  [[nodiscard]] const text::Tokenizer& tokenizer() const { return *tokenizer_; }

 private:
  std::shared_ptr<const text::Tokenizer> tokenizer_;
};

}  // namespace tango
