#include "cli/output.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <tango/error.h>

namespace tango::cli {
namespace {

constexpr auto kFlushEvery = std::chrono::milliseconds(500);

}  // namespace

Output::Output(const std::string& path) : standard_(STDOUT_FILENO, "standard output") {
  if (!path.empty() && path != "-") file_ = std::make_unique<base::AtomicFile>(path);
}

Output::Output(std::unique_ptr<base::ResumableFile> file)
    : standard_(STDOUT_FILENO, "standard output"), growing_(std::move(file)) {}

base::OutputStream& Output::stream() {
  if (growing_) return growing_->stream();
  return file_ ? file_->stream() : standard_;
}

void Output::write_line(std::string_view line) {
  stream().write(line);
  if (stream().is_interactive()) stream().flush();
  if (!growing_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - flushed_ < kFlushEvery) return;
  flushed_ = now;
  stream().flush();
}

void Output::commit() {
  if (growing_) {
    growing_->commit();
  } else if (file_) {
    file_->commit();
  } else {
    standard_.flush();
  }
}

void require_other_file(const std::string& output, const std::string& input) {
  std::error_code failure;
  if (output.empty() || !std::filesystem::equivalent(output, input, failure)) return;
  throw Error(ErrorCode::kUsage,
              output + ": this is the input, which the output would replace; choose another output",
              {"output"});
}

void write_whole(const std::string& path, std::string_view text) {
  Output output(path);
  output.stream().write(text);
  output.commit();
}

}  // namespace tango::cli
