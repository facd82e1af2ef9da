#include "cli/watch_file.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::cli {
namespace {

using std::chrono::milliseconds;

TEST(WatchFile, TheStateIsKeptWhileTheStreamGoesOn) {
  certify::Certificate certificate;
  certificate.evidence.thresholds = {0.7F};
  certificate.evidence.answered = {0.75, 0.25};
  certify::Auditor auditor(certificate, {});
  const base::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "watch.json";
  const WatchFile file(path, auditor, milliseconds(5));
  for (int text = 0; text < 7; ++text) (void)auditor.next();
  const auto texts_kept = [&] {
    return std::filesystem::exists(path) ? base::read_json(path)["texts"].get<int>() : 0;
  };
  for (int look = 0; look < 2000 && texts_kept() < 7; ++look) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(texts_kept(), 7);
}

}  // namespace
}  // namespace tango::cli
