#include "serve/models/repository.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"

namespace tango::serve {
namespace {

namespace fs = std::filesystem;
using Sentences = std::vector<std::string>;

class Directory : public testing::Test {
 protected:
  void add_cascade(const fs::path& name) { add_file(name / "cascade.json"); }
  void add_file(const fs::path& name) { directory_.write(name.string(), "{}"); }
  void link(const fs::path& name, const fs::path& target) {
    fs::create_symlink(target, directory_.path() / name);
  }

  base::TemporaryDirectory directory_;
};

class Scanned : public Directory {};

TEST_F(Scanned, WhatIsNoModelIsNamedWithTheReason) {
  add_cascade("good");
  add_cascade("many/1");
  add_cascade("many/v2");
  fs::create_directories(directory_.path() / "many/3");
  fs::create_directories(directory_.path() / "empty");
  add_file("plain/config.json");
  add_cascade("deep/inner");
  add_file("packed.tar");
  add_file(".hidden");
  link("default", "gone");
  link("circle", "circle");
  link("other", "good");
  link("nothing", "empty");
  const Found found = scan_models(directory_.path());
  EXPECT_EQ(found.models.size(), 2);
  EXPECT_EQ(found.aliases, (Catalogue::Aliases{{"other", "good"}}));
  const std::string plain =
      "plain is a model, not a cascade, which holds a cascade.json (--model serves it alone)";
  EXPECT_EQ(
      found.skipped,
      (Sentences{
          "circle can't be read: Too many levels of symbolic links",
          "deep holds the cascade inner one level too deep; versions are called 1, 2, ...",
          "default is a link to gone, which is not there",
          "empty holds no cascade.json, and no directories 1, 2, ... with one",
          "many/3 holds no cascade.json", "many/v2 is no version: those are called 1, 2, ...",
          "nothing is a link to empty, which is no model", "packed.tar is no directory", plain}));
}

TEST_F(Scanned, ADirectoryWithoutModelsIsRefused) {
  const auto scan = [this] { (void)scan_models(directory_.path()); };
  base::expect_error(ErrorCode::kNotFound, {directory_.path().string(), "it is empty"}, scan);
  add_cascade("deep/inner");
  base::expect_error(ErrorCode::kNotFound, {"deep holds the cascade inner"}, scan);
  add_cascade(".");
  base::expect_error(ErrorCode::kUsage, {"is a cascade itself: use --cascade"}, scan);
}

class Kept : public Directory {
 protected:
  Repository make(Repository::Load how) {
    return {directory_.path(), catalogue_, std::move(how),
            [this](const std::string& sentence) { told_.push_back(sentence); }};
  }
  static std::shared_ptr<const ServedModel> load(const FoundModel& found) {
    return make_served_model(
        found.name, found.version,
        std::make_shared<const cascade::Cascade>(cascade::fake::make_two_tiers(0.9F)));
  }
  std::vector<std::string> told() { return std::exchange(told_, {}); }
  std::string path_of(const fs::path& name) { return (directory_.path() / name).string(); }

  Catalogue catalogue_;
  std::vector<std::string> told_;
};

TEST_F(Kept, WhatIsBeingLoadedIsNotMissing) {
  for (const char* name : {"a", "b", "bad"}) add_cascade(name);
  link("default", "b");
  Repository* here = nullptr;
  std::vector<ModelState> meanwhile;
  Repository repository = make([&](const FoundModel& found) {
    if (found.name == "b") {  // "a" is there, "bad" comes
      EXPECT_EQ(catalogue_.get("a")->name, "a");
      for (const char* name : {"b", "default", "bad", ""}) {
        base::expect_error(ErrorCode::kStopping, {"being loaded"},
                           [&] { (void)catalogue_.get(name); });
      }
      base::expect_error(ErrorCode::kNotFound, {"no model"}, [&] { (void)catalogue_.get("c"); });
      meanwhile = here->states();
    }
    if (found.name == "bad") throw Error(ErrorCode::kInvalidModel, "broken");
    return load(found);
  });
  here = &repository;
  repository.refresh();
  ASSERT_EQ(meanwhile.size(), 3);
  EXPECT_TRUE(meanwhile[0].ready);
  EXPECT_TRUE(meanwhile[1].loading && !meanwhile[1].ready);
  EXPECT_EQ(meanwhile[1].reason, "it is being loaded");
  EXPECT_EQ(catalogue_.get()->name, "b");
  base::expect_error(ErrorCode::kNotFound, {"model \"bad\" is not served"},
                     [&] { (void)catalogue_.get("bad"); });
  EXPECT_EQ(repository.states()[2].reason, "broken");
  EXPECT_FALSE(repository.states()[2].loading);
}

TEST_F(Kept, WhatChangesWhileItIsReadIsReadAgain) {
  add_cascade("one");
  int loads = 0, most_changes = 1;
  Repository repository = make([&](const FoundModel& found) {
    if (loads++ < most_changes) directory_.write("one/cascade.json", std::string(10 + loads, ' '));
    return load(found);
  });
  repository.refresh();
  EXPECT_EQ(loads, 2);
  EXPECT_TRUE(repository.states()[0].ready);
  repository.refresh();
  EXPECT_EQ(loads, 2) << "the files are those that were read";

  most_changes = 1000;
  directory_.write("one/cascade.json", "{ }");
  repository.refresh();
  EXPECT_EQ(loads, 5);
  EXPECT_NE(repository.states()[0].reason.find("its files changed while they were read"),
            std::string::npos)
      << repository.states()[0].reason;
}

TEST_F(Kept, WhatLiesTooDeepToBeSeenIsReadEachTime) {
  add_cascade("shallow/1");
  add_cascade("deep/1");
  add_file("deep/1/a/b/c/d/e/config.json");
  Repository repository = make(load);
  repository.refresh();
  const auto again = [](const Sentences& sentences) {
    return std::ranges::count_if(sentences, [](const std::string& sentence) {
      return sentence.starts_with("warning: deep, version 1: it is read again");
    });
  };
  EXPECT_EQ(again(told()), 1);
  directory_.write("deep/1/a/b/c/d/e/config.json", "{ }");
  repository.refresh();
  const Sentences second = told();
  EXPECT_EQ(second.front(), "deep, version 1: replaced by what was read from " + path_of("deep/1"));
  EXPECT_EQ(again(second), 1);
  EXPECT_EQ(second.size(), 2U) << "the shallow one is as it was";
}

TEST_F(Kept, AStopComesBeforeTheNextModel) {
  for (const char* name : {"a", "b", "c"}) add_cascade(name);
  int loads = 0;
  Repository repository = make([&](const FoundModel& found) {
    ++loads;
    return load(found);
  });
  repository.refresh([&] { return loads == 2; });
  EXPECT_EQ(loads, 2);
}

TEST_F(Kept, EachChangeIsTold) {
  add_cascade("many/1");
  add_cascade("one");
  add_file("notes.txt");
  link("default", "one");
  Repository repository = make(load);
  repository.refresh();
  EXPECT_EQ(told(), (Sentences{"warning: skipped: notes.txt is no directory",
                               "many, version 1: loaded from " + path_of("many/1"),
                               "one, version 1: loaded from " + path_of("one"),
                               "default is another name of one"}));
  fs::remove(directory_.path() / "notes.txt");
  repository.refresh();
  EXPECT_EQ(told(), Sentences{});
  add_cascade("many/2");
  fs::remove(directory_.path() / "default");
  link("default", "many");
  repository.refresh();
  EXPECT_EQ(told(), (Sentences{"many, version 2: loaded from " + path_of("many/2"),
                               "many: version 2 answers where none is named",
                               "default is another name of many"}));
  fs::remove_all(directory_.path() / "many/2");
  fs::remove_all(directory_.path() / "one");
  fs::remove(directory_.path() / "default");
  repository.refresh();
  EXPECT_EQ(told(), (Sentences{"many, version 2: gone", "one, version 1: gone",
                               "many: version 1 answers where none is named",
                               "default is no name any more"}));
  directory_.write("many/1/cascade.json", "{ }");
  repository.refresh();
  EXPECT_EQ(told(),
            Sentences{"many, version 1: replaced by what was read from " + path_of("many/1")});
  repository.unload("many");
  repository.load("many");
  EXPECT_EQ(told(), (Sentences{"many, version 1: unloaded",
                               "many, version 1: loaded from " + path_of("many/1")}));
}

}  // namespace
}  // namespace tango::serve
