#include "augment/held_out.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::augment {
namespace {

namespace fs = std::filesystem;

TEST(HeldOut, EveryLayoutIsRead) {
  const std::string text = "they do not make films like this now";
  const base::TemporaryDirectory directory;
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
           {"plain.txt", text + "\n"},
           {"labels.dev", "3 " + text + "\n"},
           {"table.tsv", "\xEF\xBB\xBFid\tsentence\tlabel\n7\t" + text + "\t1\n"},
           {"bare.tsv", "gj04\t1\t\t" + text},
           {"pairs.tsv", "q\ta\n" + text + "\tyes it is so\n"},
           {"table.csv", "sentence,label\n\"" + text + "\",1\n"},
           {"other.csv", "Satz;label\n\"" + text + "\";1\n"},
           {"rows.jsonl", "{\"id\": 1, \"deep\": [{\"text\": \"" + text + "\"}]}\n\n"},
           {"all.json", "{\"data\": [{\"context\": \"" + text + "\"}]}"},
           {"mangled.txt", "they do not\xFF make films like this now\n"}}) {
    Guard guard{GuardOptions{}};
    add_held_out(directory.write(name, content), 0, guard);
    guard.seal();
    EXPECT_TRUE(guard.match("They don't... they do not make films like this now, ever").has_value())
        << name;
    const auto same = guard.match("They do NOT make films like this now!");
    EXPECT_TRUE(same && same->likeness == Likeness::kEqual) << name;
    EXPECT_FALSE(guard.match("sentence label").has_value()) << name;
  }
}

TEST(HeldOut, WhatCanNotBeReadIsNamed) {
  const base::TemporaryDirectory directory;
  Guard guard{GuardOptions{}};
  base::expect_error(ErrorCode::kNotFound, {"absent.tsv"},
                     [&] { add_held_out(directory.path() / "absent.tsv", 0, guard); });
  const fs::path broken = directory.write("broken.jsonl", "{\"text\": \"a b\"}\n{\n");
  base::expect_error(ErrorCode::kInvalidInput, {"broken.jsonl:2"},
                     [&] { add_held_out(broken, 0, guard); });
}

TEST(HeldOut, ATasksFilesAreFoundByTheirNames) {
  const base::TemporaryDirectory data;
  for (const char* name :
       {"sst2/train.tsv", "sst2/dev.tsv", "sst2/test_glue_unlabelled.tsv", "sst2/protest.tsv",
        "sst2/treebank/stsa.fine.test", "sst2/treebank/stsa.fine.train", "qnli/dev.tsv",
        "squad/dev-v1.1.rebuilt.json", "squad/train-v1.1.first12articles.json",
        "squad/nqg/src-test.txt", "cola/train.tsv"}) {
    data.write(name, "");
  }
  const auto names = [&](const char* task) {
    std::vector<std::string> found;
    for (const fs::path& file : held_out_files(data.path(), task)) {
      found.push_back(fs::relative(file, data.path()).string());
    }
    return found;
  };
  EXPECT_EQ(names("sst2"),
            (std::vector<std::string>{"sst2/dev.tsv", "sst2/test_glue_unlabelled.tsv",
                                      "sst2/treebank/stsa.fine.test"}));
  EXPECT_EQ(names("qnli"),
            (std::vector<std::string>{"qnli/dev.tsv", "squad/dev-v1.1.rebuilt.json"}));
  base::expect_error(ErrorCode::kNotFound, {"cola"}, [&] { (void)names("cola"); });
  base::expect_error(ErrorCode::kNotFound, {"mrpc"}, [&] { (void)names("mrpc"); });
  base::expect_error(ErrorCode::kUsage, {"sst9"}, [&] { (void)names("sst9"); });
}

}  // namespace
}  // namespace tango::augment
