#include "serve/kserve/tensors.h"

#include <string_view>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"

namespace tango::serve::kserve {
namespace {

using namespace std::string_view_literals;

TEST(Tensors, AnOutputIsThereOnce) {
  InferRequest request;
  add_output("score", false, request);
  add_output("label", false, request);
  base::expect_error(ErrorCode::kInvalidInput, {"output \"score\" is there twice"},
                     [&] { add_output("score", true, request); });
}

TEST(Tensors, ANameWithNulIsToldWhole) {
  InferRequest request;
  base::expect_error(ErrorCode::kInvalidInput, {R"(found "a\x00b")"},
                     [&] { add_output("a\0b"sv, false, request); });
  base::expect_error(ErrorCode::kInvalidInput, {R"(found "a\x00b")"},
                     [] { (void)count_texts("a\0b"sv, "BYTES", {}); });
  base::expect_error(ErrorCode::kInvalidInput, {R"(found a\x00b)"},
                     [] { (void)count_texts("text", "a\0b"sv, {}); });
}

}  // namespace
}  // namespace tango::serve::kserve
