#include "recipe/named_files.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "recipe/parse_recipe.h"

namespace tango::recipe {
namespace {

class NamedFiles : public base::TemporaryDirectoryTest {
 protected:
  void require(const std::string& top, const std::string& large) const {
    const std::string text = top + "\n[large]\n" + large +
                             "\n[[transfer]]\nname = \"more\"\n[[student]]\nname = "
                             "\"small\"\n[[cascade]]\nname = \"both\"\ntiers = [\"small\", "
                             "\"large\"]\n";
    require_named_files(read_recipe(file("r.toml", text), {}));
  }
  [[nodiscard]] std::string quoted(const std::string& name) const {
    return "\"" + (directory_ / name).string() + "\"";
  }
};

TEST_F(NamedFiles, MustBeThere) {
  (void)file("mine.tsv", "text\n");
  const std::string texts = "texts = " + quoted("mine.tsv");
  require(texts, "base = \"org/base\"");
  base::expect_error(ErrorCode::kNotFound, {"r.toml:1:1: texts: there is no file", "none.tsv"},
                     [&] { require("texts = " + quoted("none.tsv"), "base = \"b\""); });
  base::expect_error(ErrorCode::kNotFound, {"r.toml:2:1: dev: there is no file", "none.tsv"},
                     [&] { require(texts + "\ndev = " + quoted("none.tsv"), "base = \"b\""); });
  base::expect_error(ErrorCode::kNotFound, {"r.toml:1:1: texts: there is no file"},
                     [&] { require("texts = " + quoted(""), "base = \"b\""); });
  base::expect_error(ErrorCode::kNotFound, {"r.toml:3:1: teacher: ", "none"},
                     [&] { require(texts, "teacher = " + quoted("none")); });
}

}  // namespace
}  // namespace tango::recipe
