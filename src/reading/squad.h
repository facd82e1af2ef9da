// Questions on paragraphs, as SQuAD 1.1 has them (Rajpurkar et al. 2016).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tango::reading {

struct Answer {
  std::string text;
  std::size_t begin = 0;  ///< In bytes of the context; text stands there.
};

struct Question {
  std::string id;
  std::string question;
  std::shared_ptr<const std::string> context;  ///< Shared by the questions of a paragraph.
  std::vector<Answer> answers;                 ///< May be empty.
  std::size_t article = 0;                     ///< Its place in the file, from 0.
};

/// In the file's order. Throws kNotFound, kIo, and kInvalidInput that says where in the file
/// something is missing, of another kind, or an answer does not stand where it should.
[[nodiscard]] std::vector<Question> read_squad(const std::filesystem::path& path);

/// As read_squad, from the file's text.
[[nodiscard]] std::vector<Question> parse_squad(std::string_view json, std::string_view where);

/// Articles of a dev file by parity: thresholds are tuned on the even ones, results reported on the
/// odd ones.
enum class Articles : std::uint8_t { kAll, kEven, kOdd };

[[nodiscard]] std::vector<Question> only(std::vector<Question> questions, Articles articles);

/// "all", "even" or "odd". Throws kUsage for other words.
[[nodiscard]] Articles parse_articles(std::string_view name);

/// DIRECTORY/squad/SPLIT-v1.1*.json, the first by name. Throws kNotFound.
[[nodiscard]] std::filesystem::path find_squad(const std::filesystem::path& directory,
                                               const std::string& split);

}  // namespace tango::reading
