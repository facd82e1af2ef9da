#include "checkpoint/logits_writer.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <tango/error.h>

#include "base/draft.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "checkpoint/safetensors_writer.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

}  // namespace

LogitsWriter::LogitsWriter(const fs::path& output, std::string identity,
                           std::vector<std::string> labels)
    : output_(output),
      partial_(base::draft_path(output)),
      lock_(output),
      identity_(std::move(identity) + "\n"),
      labels_(std::move(labels)) {
  base::require_absent(output_);
  resume();
  file_.open(partial_, std::ios::binary | (done_ > 0 ? std::ios::app : std::ios::trunc));
  if (done_ == 0) file_ << identity_ << std::flush;
  if (!file_) fail();
}

void LogitsWriter::fail() const {
  throw Error(ErrorCode::kIo, partial_.string() + ": " + std::strerror(errno));
}

void LogitsWriter::resume() {
  std::ifstream old(partial_, std::ios::binary);
  std::string found(identity_.size(), '\0');
  if (!old.read(found.data(), static_cast<std::streamsize>(found.size())) || found != identity_) {
    return;
  }
  const auto header = static_cast<std::uintmax_t>(identity_.size());
  const std::uintmax_t row = labels_.size() * sizeof(float);
  const std::uintmax_t rows = (fs::file_size(partial_) - header) / row;
  fs::resize_file(partial_, header + rows * row);
  done_ = static_cast<std::int64_t>(rows);
}

void LogitsWriter::add(std::span<const float> logits) {
  file_.write(reinterpret_cast<const char*>(logits.data()),
              static_cast<std::streamsize>(logits.size_bytes()));
  if (!file_) fail();
}

void LogitsWriter::flush() {
  if (!file_.flush()) fail();
}

void LogitsWriter::finish() {
  file_.close();
  if (!file_) fail();
  {
    const base::MappedFile whole(partial_);
    const auto rows = whole.bytes().subspan(identity_.size());
    const auto width = static_cast<std::int64_t>(labels_.size());
    const auto texts = static_cast<std::int64_t>(rows.size() / sizeof(float)) / width;
    const std::array tensors{TensorView{"logits", "F32", {texts, width}, rows}};
    write_safetensors(output_, tensors,
                      {{"labels", base::Json(labels_).dump()}, {"source", identity_}});
  }
  std::error_code ignored;
  fs::remove(partial_, ignored);
  lock_.release();
}

}  // namespace tango::checkpoint
