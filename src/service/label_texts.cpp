#include "service/label_texts.h"

#include <cstdint>

#include <fmt/format.h>

#include "base/mapped_file.h"
#include "base/random.h"
#include "checkpoint/checkpoint.h"
#include "service/record_stream.h"

namespace tango::service {
namespace {

constexpr std::int64_t kFlushEvery = 1024;

}  // namespace

std::string label_identity(const std::filesystem::path& model, const std::filesystem::path& texts,
                           std::string_view reading, const cascade::Cascade& cascade,
                           int max_tokens) {
  const base::MappedFile content(texts);
  return fmt::format("tango label {:016x} {:016x} {} {} {:016x}",
                     checkpoint::content_hash(checkpoint::open_checkpoint(model)),
                     base::fnv1a64(content.text()), cascade.tier(0).precision_name(), max_tokens,
                     base::fnv1a64(reading));
}

void label_texts(task::RecordReader& reader, const cascade::Cascade& cascade,
                 const PipelineOptions& options, checkpoint::LogitsWriter& file,
                 const std::function<void(const cascade::Answer&)>& watch) {
  task::Record skipped;
  for (std::int64_t i = 0; i < file.done() && reader.next(skipped); ++i) {
  }
  answer_records(reader, cascade, options, 1, [&](std::uint64_t id, const cascade::Answer& answer) {
    file.add(answer.logits);
    if (id % kFlushEvery == 0) file.flush();
    watch(answer);
  });
  file.finish();
}

}  // namespace tango::service
