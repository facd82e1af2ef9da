// The merges of byte-pair encoding as a file lists them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tango::text {

/// Pairs of tokens, the most important first, in one pool of bytes.
class MergeList {
 public:
  void add(std::string_view left, std::string_view right) {
    begins_.push_back({pool_.size(), left.size()});
    pool_ += left;
    pool_ += right;
  }
  /// A merge written as `left right`. Throws kInvalidModel, starting with `where`, where that is
  /// not two tokens with one space between.
  void add_line(std::string_view line, std::string_view where);
  void clear() {
    begins_.clear();
    pool_.clear();
  }
  [[nodiscard]] std::size_t size() const { return begins_.size(); }

  [[nodiscard]] std::string_view left(std::size_t merge) const {
    return joined(merge).substr(0, begins_[merge].left_size);
  }
  [[nodiscard]] std::string_view right(std::size_t merge) const {
    return joined(merge).substr(begins_[merge].left_size);
  }
  /// What the two make.
  [[nodiscard]] std::string_view joined(std::size_t merge) const {
    const std::size_t begin = begins_[merge].pool;
    const std::size_t end = merge + 1 < size() ? begins_[merge + 1].pool : pool_.size();
    return std::string_view(pool_).substr(begin, end - begin);
  }

 private:
  struct Begin {
    std::size_t pool;
    std::size_t left_size;
  };
  std::string pool_;
  std::vector<Begin> begins_;
};

}  // namespace tango::text
