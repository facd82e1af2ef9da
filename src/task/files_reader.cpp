#include "task/files_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include <tango/error.h>

#include "base/file_status.h"

namespace tango::task {
namespace {

class FilesReader : public RecordReader {
 public:
  FilesReader(std::span<const std::filesystem::path> paths, const RecordReaderOptions& options)
      : paths_(paths.begin(), paths.end()), options_(options) {
    if (std::ranges::count(paths_, "-") > 1) {
      throw Error(ErrorCode::kUsage, "standard input (-) can be read only once; name it once");
    }
    for (const std::filesystem::path& path : paths_) {
      if (path == "-") continue;
      if (!base::exists(path)) {
        throw Error(ErrorCode::kNotFound, path.string() + ": " + std::strerror(ENOENT));
      }
      if (!options_.format) (void)format_of(path);
    }
    open_next();  // so that what is wrong with the first one shows at once, as with one alone
  }

  bool next(Record& record) override {
    while (current_) {
      if (current_->next(record)) {
        record.id = next_id_++;
        record.line += first_line();
        last_line_ = record.line;
        record.carried.fields.insert(record.carried.fields.begin(),
                                     {.name = "file", .value = paths_[opened_ - 1].string()});
        return true;
      }
      repaired_utf8_ += current_->repaired_utf8();
      current_.reset();
      open_next();
    }
    return false;
  }

  [[nodiscard]] bool can_go_on() const override { return current_ && current_->can_go_on(); }
  [[nodiscard]] std::vector<std::string> columns() const override {
    return current_ ? current_->columns() : std::vector<std::string>{};
  }
  /// Lines are counted through all files, so that one number says which file it is.
  [[nodiscard]] std::string where(std::int64_t line) const override {
    const std::lock_guard lock(mutex_);
    const auto file = std::find_if(starts_.rbegin(), starts_.rend(),
                                   [&](const Start& start) { return start.line < line; });
    if (file == starts_.rend()) return "line " + std::to_string(line);
    return file->name + ":" + std::to_string(line - file->line);
  }
  [[nodiscard]] std::int64_t repaired_utf8() const override {
    return repaired_utf8_ + (current_ ? current_->repaired_utf8() : 0);
  }

 private:
  struct Start {
    std::int64_t line = 0;  ///< The number of lines before it.
    std::string name;
  };

  [[nodiscard]] std::int64_t first_line() const { return starts_.back().line; }

  void open_next() {
    if (opened_ == paths_.size()) return;
    const std::filesystem::path& path = paths_[opened_++];
    current_ = open_record_reader(path, options_);
    const std::lock_guard lock(mutex_);
    starts_.push_back({last_line_, path == "-" ? "standard input" : path.string()});
  }

  std::vector<std::filesystem::path> paths_;
  RecordReaderOptions options_;
  std::size_t opened_ = 0;
  std::unique_ptr<RecordReader> current_;
  std::int64_t next_id_ = 0;
  std::int64_t last_line_ = 0;  ///< Of the records so far.
  std::int64_t repaired_utf8_ = 0;
  mutable std::mutex mutex_;  ///< Of starts_, which where() reads on other threads.
  std::vector<Start> starts_;
};

}  // namespace

std::unique_ptr<RecordReader> open_record_readers(std::span<const std::filesystem::path> paths,
                                                  const RecordReaderOptions& options) {
  if (paths.size() == 1) return open_record_reader(paths.front(), options);
  return std::make_unique<FilesReader>(paths, options);
}

}  // namespace tango::task
