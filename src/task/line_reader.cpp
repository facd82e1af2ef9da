#include "task/line_reader.h"

#include <algorithm>
#include <cstring>

#include <tango/error.h>

namespace tango::task {
namespace {

constexpr std::size_t kFirstBufferBytes = std::size_t{256} << 10U;

}  // namespace

LineReader::LineReader(ReadBytes read, std::string name, std::size_t max_line_bytes)
    : read_(std::move(read)),
      name_(std::move(name)),
      max_line_bytes_(max_line_bytes),
      buffer_(kFirstBufferBytes) {
  inspect_start();
}

void LineReader::inspect_start() {
  // Waits for no more bytes than it needs: a program at the other end of a pipe may send one line
  // and wait for its answer.
  const auto may_be_mark = [this] { return end_ == 0 || buffer_[0] < ' '; };
  while (end_ < 4 && may_be_mark() && fill()) {
  }
  const std::string_view start(buffer_.data(), end_);
  const auto refuse = [this](std::string_view what) {
    throw Error(ErrorCode::kInvalidInput, name_ + ": " + std::string(what));
  };
  using std::literals::operator""sv;
  for (const auto& [mark, encoding] :
       {std::pair{"\xFF\xFE\0\0"sv, "UTF-32LE"}, std::pair{"\0\0\xFE\xFF"sv, "UTF-32BE"},
        std::pair{"\xFF\xFE"sv, "UTF-16LE"}, std::pair{"\xFE\xFF"sv, "UTF-16BE"}}) {
    if (start.starts_with(mark)) {
      refuse(std::string("is ") + encoding + " text, expected UTF-8; convert it: iconv -f " +
             std::string(encoding).substr(0, 6) + " -t UTF-8");
    }
  }
  if (start.starts_with("\x1F\x8B"sv)) {
    refuse("is gzip-compressed twice, expected text; decompress it first, as with zcat");
  }
  if (const std::size_t nul = start.find('\0'); nul != std::string_view::npos) {
    refuse("looks binary (a NUL at byte " + std::to_string(nul) + "), expected UTF-8 text");
  }
  if (start.starts_with("\xEF\xBB\xBF"sv)) begin_ = scanned_ = 3;
}

bool LineReader::fill() {
  if (at_end_) return false;
  if (end_ == buffer_.size()) {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      scanned_ -= begin_;
      end_ -= begin_;
      begin_ = 0;
    } else {
      // Room for one byte over the limit of a line, and for the line end.
      buffer_.resize(std::min(buffer_.size() * 2, std::max(buffer_.size(), max_line_bytes_) + 3));
    }
  }
  const std::size_t count = read_(std::span(buffer_).subspan(end_));
  end_ += count;
  at_end_ = count == 0;
  return !at_end_;
}

bool LineReader::next(std::string_view& line) {
  const char* newline = nullptr;
  do {
    newline =
        static_cast<const char*>(std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_));
    if (newline != nullptr) break;
    scanned_ = end_;
    if (end_ - begin_ > max_line_bytes_ + 1) break;
  } while (fill());

  if (newline == nullptr && at_end_ && begin_ == end_) return false;
  ++line_number_;
  const std::size_t stop =
      newline == nullptr ? end_ : static_cast<std::size_t>(newline - buffer_.data());
  line = std::string_view(buffer_.data() + begin_, stop - begin_);
  line_end_ = newline == nullptr ? "" : "\n";
  if (newline != nullptr && line.ends_with('\r')) {
    line.remove_suffix(1);
    line_end_ = "\r\n";
  }
  if (line.size() > max_line_bytes_) {
    throw Error(ErrorCode::kInvalidInput,
                where(line_number_) + ": a line longer than " + std::to_string(max_line_bytes_) +
                    " bytes; if this is a text file, raise the limit",
                {"max_line_bytes"});
  }
  begin_ = scanned_ = newline == nullptr ? end_ : stop + 1;
  return true;
}

std::string LineReader::where(std::int64_t line) const {
  return name_ + ":" + std::to_string(line);
}

}  // namespace tango::task
