#include "serve/catalogue.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "cascade/fake_tier.h"

namespace tango::serve {
namespace {

class Catalogued : public testing::Test {
 protected:
  void put(const char* name, int version = 1) { catalogue_.put(make_model(name, version)); }
  static std::shared_ptr<const ServedModel> make_model(const char* name, int version) {
    return make_served_model(
        name, version,
        std::make_shared<const cascade::Cascade>(cascade::fake::make_two_tiers(0.9F)));
  }
  void expect_none(ErrorCode code, const std::vector<std::string>& parts) const {
    base::expect_error(code, parts, [this] { (void)catalogue_.get(); });
  }

  Catalogue catalogue_;
};

TEST_F(Catalogued, WithoutANameTheOnlyModelAnswers) {
  expect_none(ErrorCode::kStopping, {"no model"});
  put("one");
  put("one", 2);
  EXPECT_EQ(catalogue_.get()->version, 2);
  put("two");
  expect_none(ErrorCode::kInvalidInput, {"name one of: one, two"});
  EXPECT_EQ(catalogue_.get("two")->name, "two");
}

TEST_F(Catalogued, ANameWithNulIsToldWhole) {
  put("one");
  base::expect_error(ErrorCode::kNotFound, {R"("a\x00b")"},
                     [this] { (void)catalogue_.get(std::string_view("a\0b", 3)); });
}

TEST_F(Catalogued, WithoutANameTheOneCalledDefaultAnswers) {
  put("one");
  put("two");
  catalogue_.set_names({"one", "two"}, {{"default", "two"}});
  EXPECT_EQ(catalogue_.get()->name, "two");
  put("default");
  catalogue_.set_names({"default", "one", "two"}, {});
  EXPECT_EQ(catalogue_.get()->name, "default");
}

TEST_F(Catalogued, WhoAnswersDoesNotDependOnWhatOfADirectoryIsLoaded) {
  catalogue_.await_names();
  put("one");
  expect_none(ErrorCode::kStopping, {"being loaded"});
  catalogue_.set_names({"one", "broken"}, {});
  expect_none(ErrorCode::kInvalidInput, {"name one of: one"});
  catalogue_.set_names({"one"}, {});
  EXPECT_EQ(catalogue_.get()->name, "one");
}

}  // namespace
}  // namespace tango::serve
