#include "task/task_preset.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "task/label_map.h"
#include "task/record_reader.h"

namespace tango::task {
namespace {

std::filesystem::path shared_data() {
  const char* const set = std::getenv("TANGO_DATA");
  return set != nullptr ? set : TANGO_SOURCE_DIR "/../shared/data";
}

struct KnownSplit {
  const char* task;
  const char* split;
  std::int64_t rows;
  bool pairs;
};

TEST(TaskPreset, ReadsEveryLabelledSplitWhole) {
  if (!std::filesystem::exists(shared_data() / "sst2")) {
    GTEST_SKIP() << "no data in " << shared_data() << "; set TANGO_DATA";
  }
  for (const KnownSplit& known : {KnownSplit{"sst2", "test", 1821, false},
                                  {"sst2", "dev", 872, false},
                                  {"cola", "dev", 1043, false},
                                  {"cola", "out_of_domain_dev", 516, false},
                                  {"mrpc", "dev", 408, true},
                                  {"mrpc", "test", 1725, true},
                                  {"qnli", "dev", 5463, true}}) {
    const TaskPreset& task = find_task(known.task);
    const auto reader = open_record_reader(find_split(shared_data(), task, known.split),
                                           {.format = InputFormat::kTsv, .columns = task.columns});
    const LabelMap labels(task.labels, task.labels);
    Record record;
    std::int64_t rows = 0;
    while (reader->next(record)) {
      ++rows;
      ASSERT_FALSE(record.text.empty());
      ASSERT_EQ(record.pair.has_value(), known.pairs);
      ASSERT_TRUE(labels.find(*record.label).has_value()) << known.task << ":" << record.line;
    }
    EXPECT_EQ(rows, known.rows) << known.task << " " << known.split;
    EXPECT_EQ(reader->repaired_utf8(), 0);
  }
}

TEST(TaskPreset, UnknownTaskAndSplit) {
  try {
    (void)find_task("sst3");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_NE(std::string(error.what()).find("\"sst2\", \"cola\""), std::string::npos);
  }
  try {
    (void)find_split("/nowhere", find_task("sst2"), "test");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  }
}

}  // namespace
}  // namespace tango::task
