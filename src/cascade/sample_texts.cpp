#include "cascade/sample_texts.h"

#include <system_error>
#include <utility>

namespace tango::cascade {

std::vector<Request> read_sample_texts(const SampleFile& file) {
  std::vector<Request> samples;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file.path, ignored)) return samples;
  const auto reader = task::open_record_reader(file.path, file.reading);
  task::Record record;
  while (samples.size() < kMostSampleTexts && reader->next(record)) {
    samples.push_back({.text = std::move(record.text), .pair = std::move(record.pair)});
  }
  return samples;
}

}  // namespace tango::cascade
