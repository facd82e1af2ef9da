#include "cli/output.h"

#include <unistd.h>

namespace tango::cli {

Output::Output(const std::string& path) : standard_(STDOUT_FILENO, "standard output") {
  if (!path.empty() && path != "-") file_ = std::make_unique<base::AtomicFile>(path);
}

void Output::write_line(std::string_view line) {
  stream().write(line);
  if (stream().is_interactive()) stream().flush();
}

void Output::commit() {
  if (file_) {
    file_->commit();
  } else {
    standard_.flush();
  }
}

void write_whole(const std::string& path, std::string_view text) {
  Output output(path);
  output.stream().write(text);
  output.commit();
}

}  // namespace tango::cli
