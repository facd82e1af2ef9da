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

/// Of the cascade that a build has written to `output`, with its work in `work`; `texts` is what it
/// was made of, for an example, and `reading` the flags with which that is read.
[[nodiscard]] BuildEnd end_of_build(const std::filesystem::path& output,
                                    const std::filesystem::path& work, const std::string& texts,
                                    const std::string& reading);

}  // namespace tango::cli
