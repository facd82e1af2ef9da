#include "train/run/output_directory.h"

#include <system_error>

#include <tango/error.h>

#include "base/draft.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

}  // namespace

OutputDirectory::OutputDirectory(const fs::path& output)
    : output_(fs::absolute(output).lexically_normal()) {
  if (!output_.has_filename()) output_ = output_.parent_path();
  working_ = output_;
  working_ += ".training";
  base::require_absent(output_);
  std::error_code failure;
  fs::create_directories(working_, failure);
  if (failure) throw Error(ErrorCode::kIo, working_.string() + ": " + failure.message());
  lock_.emplace(output_);
  base::require_absent(output_);  // another run may have ended between the two
}

void OutputDirectory::finish(const std::function<void(const fs::path&)>& write) const {
  const fs::path model = working_ / "model";
  try {
    fs::remove_all(model);
    fs::create_directories(model);
    write(model);
    fs::copy_file(working_ / "log.jsonl", model / "training.jsonl");
    fs::rename(model, output_);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
  std::error_code ignored;
  fs::remove_all(working_, ignored);
}

}  // namespace tango::train
