// The texts that a corpus of tests/golden/tokenizer/corpora.json names. For tests only.
#pragma once

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/mapped_file.h"
#include "text/testing/fuzz_text.h"
#include "text/testing/places.h"

namespace tango::text::testing {

struct CorpusText {
  std::string text;
  std::optional<std::string> pair;
};

inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

inline void append_squad(const std::filesystem::path& path, std::vector<CorpusText>& out) {
  const base::Json file = base::read_json(path);
  for (const auto& article : file.at("data")) {
    for (const auto& paragraph : article.at("paragraphs")) {
      for (const auto& question : paragraph.at("qas")) {
        out.push_back({question.at("question").get<std::string>(),
                       paragraph.at("context").get<std::string>()});
      }
    }
  }
}

inline std::vector<CorpusText> read_corpus(const base::Json& corpus) {
  const auto kind = corpus.at("kind").get<std::string>();
  const std::size_t limit = corpus.value("limit", std::numeric_limits<std::size_t>::max());
  std::vector<CorpusText> texts;
  for (std::size_t i = 0; kind == "fuzz" && i < limit; ++i) {
    texts.push_back({fuzz_text(i), std::nullopt});
  }
  for (std::size_t i = 0; kind == "fuzz pairs" && i < limit; ++i) {
    texts.push_back({fuzz_text(2 * i), fuzz_text(2 * i + 1)});
  }
  for (const auto& name : corpus.at("files")) {
    const std::filesystem::path path = shared_data() / name.get<std::string>();
    if (kind == "squad") {
      append_squad(path, texts);
      continue;
    }
    const base::MappedFile file(path);
    std::vector<std::string> lines = split(file.text(), '\n');
    if (lines.back().empty()) lines.pop_back();
    for (std::string& line : lines) {
      if (texts.size() >= limit) break;
      if (kind == "lines") {
        texts.push_back({std::move(line), std::nullopt});
        continue;
      }
      const auto first = corpus.at("columns").at(0).get<std::size_t>();
      const auto second = corpus.at("columns").at(1).get<std::size_t>();
      std::vector<std::string> cells = split(line, '\t');
      if (cells.size() > std::max(first, second)) {
        texts.push_back({std::move(cells[first]), std::move(cells[second])});
      }
    }
  }
  if (texts.size() > limit) texts.resize(limit);
  return texts;
}

}  // namespace tango::text::testing
