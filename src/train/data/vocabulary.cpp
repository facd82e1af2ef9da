#include "train/data/vocabulary.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "checkpoint/glove.h"
#include "text/words.h"
#include "train/network/parameters.h"

namespace tango::train {
namespace {

constexpr double kDeviation = 0.4;

at::Tensor row_of(const tensor::Tensor& table, std::int64_t row) {
  const std::int64_t width = table.shape()[1];
  at::Tensor copy = at::empty({width}, at::kFloat);
  std::copy_n(table.data() + row * width, width, copy.data_ptr<float>());
  return copy;
}

}  // namespace

std::vector<std::string> commonest_words(const WordCounts& counts, std::vector<std::string> first,
                                         std::size_t size) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& left, const auto& right) {
    return left.second != right.second ? left.second > right.second : left.first < right.first;
  });
  for (const auto& [word, times] : sorted) {
    if (first.size() >= size) break;
    first.push_back(word);
  }
  return first;
}

std::vector<std::string> count_words(const TextFiles& files, std::size_t size) {
  WordCounts counts;
  bool pairs = false;
  const auto count = [&](std::string_view word) { ++counts[std::string(word)]; };
  for_each_record(files, [&](task::Record&& record, const std::string&) {
    text::for_each_word(record.text, count);
    if (record.pair) text::for_each_word(*record.pair, count);
    pairs = pairs || record.pair.has_value();
  });
  std::vector<std::string> words{"<pad>", "<unk>"};
  if (pairs) words.emplace_back(text::kWordSeparator);
  return commonest_words(counts, std::move(words), size);
}

WordsAndPairs count_words_and_pairs(const TextFiles& files, std::size_t size) {
  WordCounts counts;
  bool pairs = false;
  std::unordered_set<std::string> of_text;
  const auto read = [&](std::string_view text) {
    std::string last;
    text::for_each_word(text, [&](std::string_view word) {
      of_text.emplace(word);
      if (!last.empty()) of_text.insert((last + " ").append(word));
      last = word;
    });
  };
  for_each_record(files, [&](task::Record&& record, const std::string&) {
    read(record.text);
    if (record.pair) read(*record.pair);
    pairs = pairs || record.pair.has_value();
    for (const std::string& one : of_text) ++counts[one];
    of_text.clear();
  });
  std::erase_if(counts, [](const auto& one) { return one.second < 2; });
  WordsAndPairs found{.words = {"<pad>", "<unk>"}, .special = 2};
  if (pairs) found.words.emplace_back(text::kWordSeparator);
  found.special = static_cast<std::int64_t>(found.words.size());
  found.words = commonest_words(counts, std::move(found.words), size);
  const auto is_word = [](const std::string& one) { return one.find(' ') == std::string::npos; };
  std::stable_partition(found.words.begin(), found.words.end(), is_word);
  const std::unordered_set<std::string> known(found.words.begin(), found.words.end());
  std::erase_if(found.words, [&](const std::string& one) {  // a word may be just too rare
    const std::size_t space = one.find(' ');
    return space != std::string::npos &&
           !(known.contains(one.substr(0, space)) && known.contains(one.substr(space + 1)));
  });
  return found;
}

at::Tensor random_vectors(const std::vector<std::string>& words, int width, std::uint64_t seed) {
  at::Tensor vectors = normal_tensor({static_cast<std::int64_t>(words.size()), width}, kDeviation,
                                     seed, "embedding");
  vectors[0].zero_();
  return vectors;
}

at::Tensor glove_vectors(const std::filesystem::path& path, const std::vector<std::string>& words,
                         std::uint64_t seed, std::int64_t* found) {
  const checkpoint::WordVectors glove = checkpoint::read_glove(path);
  std::unordered_map<std::string_view, std::int64_t> places;
  for (std::size_t i = 0; i < glove.words.size(); ++i) {
    places.emplace(glove.words[i], static_cast<std::int64_t>(i));
  }
  at::Tensor vectors = random_vectors(words, static_cast<int>(glove.vectors.shape()[1]), seed);
  std::int64_t count = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto place = places.find(words[i]);
    if (place == places.end()) continue;
    vectors[static_cast<std::int64_t>(i)].copy_(row_of(glove.vectors, place->second));
    ++count;
  }
  if (found != nullptr) *found = count;
  return vectors;
}

at::Tensor teacher_vectors(const checkpoint::Checkpoint& teacher, const text::Tokenizer& tokenizer,
                           const std::vector<std::string>& words, int most) {
  const auto* config = std::get_if<checkpoint::EncoderConfig>(&teacher.config);
  if (config == nullptr) {
    throw Error(ErrorCode::kUsage, "word vectors of the teacher need one that is an encoder");
  }
  const int width = std::min(most, config->hidden_size);
  const checkpoint::EncoderNames names = checkpoint::encoder_names(*config, *teacher.weights);
  const tensor::Tensor table =
      teacher.weights->load(names.word_embeddings, {config->vocab_size, config->hidden_size});
  const auto count = static_cast<std::int64_t>(words.size());
  at::Tensor means = at::zeros({count, config->hidden_size}, at::kFloat);
  for (std::int64_t i = 2; i < count; ++i) {  // not <pad> and <unk>
    const text::Encoding pieces =
        tokenizer.encode(words[static_cast<std::size_t>(i)], std::nullopt, {.offsets = true});
    std::int64_t of_word = 0;
    for (std::size_t piece = 0; piece < pieces.ids.size(); ++piece) {
      if (pieces.sequence[piece] < 0) continue;  // a special token
      means[i] += row_of(table, pieces.ids[piece]);
      ++of_word;
    }
    if (of_word > 0) means[i] /= static_cast<double>(of_word);
  }
  const at::Tensor centred = means - means.slice(0, 2).mean(0);
  const at::Tensor covariance = at::mm(centred.t(), centred);
  const auto [values, axes] = at::linalg_eigh(covariance);  // ascending
  at::Tensor vectors = at::mm(centred, axes.slice(1, config->hidden_size - width)).flip(1);
  vectors *= kDeviation / vectors.slice(0, 2).std().item<double>();
  vectors[0].zero_();
  return vectors.contiguous();
}

}  // namespace tango::train
