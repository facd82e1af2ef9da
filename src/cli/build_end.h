// What tango build says when it is done.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tango::cli {

struct BuildEnd {
  std::string summary;              ///< What was made, what it promises, and what to do next.
  std::vector<std::string> doubts;  ///< Why it may not be worth having, a sentence each.
};

/// What a cascade was made of, for the commands to go on with.
struct MadeOf {
  std::string texts;    ///< A file of texts; may be empty.
  std::string reading;  ///< The flags with which it is read, with a space before each.
  std::string label;    ///< Likewise, the flag that names the column of given answers.
  double keep = 0;      ///< The share of answers that was to be kept.
};

/// Of the cascade that a build has written to `output`, with its work in `work`.
[[nodiscard]] BuildEnd end_of_build(const std::filesystem::path& output,
                                    const std::filesystem::path& work, const MadeOf& made);

}  // namespace tango::cli
