#include "train/data/word_sequences.h"

#include <unordered_map>

#include <tango/error.h>

#include "base/random.h"
#include "checkpoint/language_model.h"
#include "text/words.h"
#include "train/data/vocabulary.h"

namespace tango::train {
namespace {

using Words = std::vector<std::string>;

Words words_of(const task::Record& record) {
  Words words;
  const auto add = [&](std::string_view word) { words.emplace_back(word); };
  text::for_each_word(record.text, add);
  if (record.pair) {
    words.emplace_back(text::kWordSeparator);  // never a word of a text, where '<' is one by itself
    text::for_each_word(*record.pair, add);
  }
  return words;
}

WordCounts count(const std::vector<Words>& texts) {
  WordCounts counts;
  for (const Words& text : texts) {
    for (const std::string& word : text) ++counts[word];
  }
  counts.erase(std::string(text::kWordSeparator));
  return counts;
}

}  // namespace

WordSequences read_word_sequences(const TextFiles& files, const WordSequenceOptions& options) {
  std::vector<Words> texts;
  WordSequences result;
  for_each_record(files, [&](task::Record&& record, const std::string&) {
    Words words = words_of(record);
    result.pairs = result.pairs || record.pair.has_value();
    if (!words.empty() && words.size() <= options.longest) texts.push_back(std::move(words));
  });
  result.words = commonest_words(count(texts), checkpoint::special_words(), options.vocabulary);
  std::unordered_map<std::string_view, std::int32_t> ids;
  for (std::size_t id = 0; id < result.words.size(); ++id) {
    ids[result.words[id]] = static_cast<std::int32_t>(id);
  }
  for (const Words& text : texts) {
    text::Encoding encoding;
    encoding.ids.push_back(checkpoint::kEndOfText);
    std::uint64_t hash = base::fnv1a64("");
    for (const std::string& word : text) {
      const auto found = ids.find(word);
      encoding.ids.push_back(found == ids.end() ? checkpoint::kUnknownWord : found->second);
      hash = base::fnv1a64(word, base::mix64(hash));
    }
    encoding.ids.push_back(checkpoint::kEndOfText);
    const bool out = base::mix64(hash) % static_cast<std::uint64_t>(options.held_out_every) == 0;
    (out ? result.held_out : result.train).add(encoding);
  }
  if (result.train.size() == 0 || result.held_out.size() == 0) {
    throw Error(ErrorCode::kInvalidInput,
                (files.paths.empty() ? std::string() : files.paths.front().string()) +
                    ": too few texts to learn a language model from");
  }
  return result;
}

}  // namespace tango::train
