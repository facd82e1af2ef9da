#include "train/data/read_texts.h"

#include <string>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <tango/error.h>

namespace tango::train {
namespace {

constexpr std::size_t kChunk = 4096;

std::vector<text::Encoding> encode_all(std::span<const task::Record> records,
                                       const text::Tokenizer& tokenizer, int max_tokens) {
  std::vector<text::Encoding> encodings(records.size());
  at::parallel_for(
      0, static_cast<std::int64_t>(records.size()), 64, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
          encodings[i] =
              tokenizer.encode(records[i].text, records[i].pair, {.max_tokens = max_tokens});
        }
      });
  return encodings;
}

}  // namespace

void for_each_record(const TextFiles& files,
                     const std::function<void(task::Record&&, const std::string& where)>& use) {
  std::int64_t left = files.most_texts > 0 ? files.most_texts : -1;
  for (const std::filesystem::path& path : files.paths) {
    const auto reader = task::open_record_reader(path, files.reading);
    for (task::Record record; left != 0 && reader->next(record); --left) {
      const std::string where = fmt::format("{}:{}", path.string(), record.line);
      use(std::move(record), where);
    }
  }
}

DataSet read_texts(
    const TextFiles& files, const text::Tokenizer& tokenizer, int max_tokens,
    const std::function<void(const task::Record&, const std::string& where)>& with_record) {
  DataSet data;
  std::vector<task::Record> chunk;
  const auto flush = [&] {
    for (const text::Encoding& one : encode_all(chunk, tokenizer, max_tokens)) data.add(one);
    chunk.clear();
  };
  for_each_record(files, [&](task::Record&& record, const std::string& where) {
    if (with_record) with_record(record, where);
    chunk.push_back(std::move(record));
    if (chunk.size() == kChunk) flush();
  });
  flush();
  if (data.size() == 0) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: no texts", files.paths.empty() ? "" : files.paths[0].string()));
  }
  return data;
}

}  // namespace tango::train
