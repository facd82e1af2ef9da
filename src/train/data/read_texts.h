// Reads files of texts into a data set.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "task/record_reader.h"
#include "text/tokenizer.h"
#include "train/data/data_set.h"

namespace tango::train {

struct TextFiles {
  std::vector<std::filesystem::path> paths;
  task::RecordReaderOptions reading;
  std::int64_t most_texts = 0;  ///< Of all files together, at most; 0: all.
};

/// Passes every record of the files, one after the other, to `use`; `where` is file and line.
void for_each_record(const TextFiles& files,
                     const std::function<void(task::Record&&, const std::string& where)>& use);

/// Tokenizes on every core. `with_record`, unless it is null, is called with each record in order.
/// Throws as record readers do, and kInvalidInput when there is no text at all.
[[nodiscard]] DataSet read_texts(
    const TextFiles& files, const text::Tokenizer& tokenizer, int max_tokens,
    const std::function<void(const task::Record&, const std::string& where)>& with_record);

}  // namespace tango::train
