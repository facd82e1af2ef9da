// Equality with PyPI `tokenizers`, by the goldens that tests/parity/tokenizer_goldens.py writes.
#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/sanitized.h"
#include "base/temporary_directory_test.h"
#include "text/load/loaders.h"
#include "text/testing/checksum.h"
#include "text/testing/corpora.h"
#include "text/testing/fuzz_text.h"
#include "text/testing/places.h"
#include "text/tokenizer.h"

namespace tango::text {
namespace {

using base::Json;
using testing::Checksum;
using testing::CorpusText;

/// One in this many blocks of a corpus is compared.
constexpr std::size_t kBlockStep = base::kSanitized ? 10 : 1;

std::vector<CorpusText> own_texts(const Json& golden) {
  std::vector<CorpusText> texts;
  for (const auto& text : golden.at("texts")) texts.push_back({text.get<std::string>(), {}});
  for (const auto& pair : golden.at("pairs")) {
    texts.push_back({pair.at(0).get<std::string>(), pair.at(1).get<std::string>()});
  }
  return texts;
}

std::optional<std::string_view> view(const std::optional<std::string>& text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

std::uint32_t sum_of(const Encoding& encoding, const CorpusText& text) {
  Checksum sum;
  sum.add(encoding, text.text, view(text.pair));
  return sum.value();
}

/// Small tokenizers of every component.
TEST(Parity, Pipelines) {
  const Json golden = base::read_json(testing::golden("pipelines.json"));
  const std::vector<CorpusText> texts = own_texts(golden);
  const auto fuzzed = golden.at("fuzzed").get<std::uint64_t>();
  for (const auto& [name, pipeline] : golden.at("pipelines").items()) {
    const auto tokenizer = load_tokenizer_json(pipeline.at("tokenizer").dump(), name);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Encoding encoding = tokenizer->encode(texts[i].text, view(texts[i].pair), {0, true});
      EXPECT_EQ(sum_of(encoding, texts[i]), pipeline.at("sums").at(i).get<std::uint32_t>())
          << name << ", text " << i << ": " << texts[i].text;
    }
    Checksum sum;
    for (std::uint64_t i = 0; i < fuzzed; ++i) {
      const std::string text = testing::fuzz_text(i);
      sum.add(tokenizer->encode(text, std::nullopt, {0, true}), text, std::nullopt);
    }
    EXPECT_EQ(sum.value(), pipeline.at("fuzzed_sum").get<std::uint32_t>()) << name;
  }
}

/// Compares the texts of a corpus in blocks with the sums of a golden.
void compare_blocks(const Tokenizer& tokenizer, const Json& corpus, const Json& sums,
                    std::size_t block, const std::string& name) {
  const std::vector<CorpusText> texts = testing::read_corpus(corpus);
  ASSERT_EQ(texts.size(), corpus.at("texts").get<std::size_t>()) << name;
  const EncodeOptions options{corpus.value("max_tokens", 0), true};
  for (std::size_t from = 0; from < texts.size(); from += block * kBlockStep) {
    Checksum sum;
    for (std::size_t i = from; i < std::min(from + block, texts.size()); ++i) {
      const CorpusText& text = texts[i];
      if (corpus.contains("stride")) {
        const int stride = corpus.at("stride").get<int>();
        for (const Encoding& window :
             tokenizer.encode_windows(text.text, view(text.pair), options, stride)) {
          sum.add(window, text.text, view(text.pair));
        }
      } else {
        sum.add(tokenizer.encode(text.text, view(text.pair), options), text.text, view(text.pair));
      }
    }
    EXPECT_EQ(sum.value(), sums.at(from / block).get<std::uint32_t>())
        << name << ", texts " << from << " to " << from + block;
  }
}

/// Tokenizers of every component, drawn at random.
TEST(Parity, Drawn) {
  const Json golden = base::read_json(testing::golden("drawn.json"));
  const auto block = golden.at("block").get<std::size_t>();
  const auto fuzzed = golden.at("fuzzed").get<std::size_t>();
  for (const auto& [name, draw] : golden.at("draws").items()) {
    const auto tokenizer = load_tokenizer_json(draw.at("tokenizer").get<std::string>(), name);
    for (std::size_t from = 0; from < fuzzed; from += block) {
      const Json& expected = draw.at("sums").at(from / block);
      if (expected.is_null()) continue;  // `tokenizers` fails
      Checksum sum;
      for (std::size_t i = from; i < from + block; ++i) {
        const std::string text = testing::fuzz_text(i);
        sum.add(tokenizer->encode(text, std::nullopt, {0, true}), text, std::nullopt);
      }
      EXPECT_EQ(sum.value(), expected.get<std::uint32_t>())
          << name << ", texts " << from << " to " << from + block;
    }
  }
}

class KindsCorpus : public ::testing::TestWithParam<std::string> {};

/// Tokenizers built as published ones are, on every line of the shared data and on fuzzed strings.
TEST_P(KindsCorpus, EveryText) {
  const Json golden = base::read_json(testing::golden("kinds.json"));
  const auto block = golden.at("block").get<std::size_t>();
  const auto tokenizer =
      load_tokenizer_json(golden.at("tokenizers").at(GetParam()).get<std::string>(), GetParam());
  for (const auto& [name, corpus] : golden.at("corpora").items()) {
    if (!corpus.at("files").empty() && !std::filesystem::exists(testing::shared_data())) continue;
    compare_blocks(*tokenizer, corpus, corpus.at("sums").at(GetParam()), block,
                   GetParam() + ", " + name);
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, KindsCorpus,
                         ::testing::Values("XLM-R", "CamemBERT", "ALBERT", "DeBERTa-v3",
                                           "Unigram with bytes", "Gemma", "Llama 3", "Qwen 2",
                                           "any pattern", "CLIP", "WordLevel", "scripts"));

/// The tokens, for a message: id[begin, end) in code points.
std::string shown(const Encoding& encoding, const std::string& text) {
  std::vector<Span> offsets = encoding.offsets;
  to_code_points(text, offsets);
  std::string out;
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    out += std::to_string(encoding.ids[i]) + "[" + std::to_string(offsets[i].begin) + "," +
           std::to_string(offsets[i].end) + ") ";
  }
  return out;
}

/// Tokenizers that tests/parity/tokenizer_draws.py drew; it runs this test.
TEST(Parity, Draws) {
  const char* path = std::getenv("TANGO_TOKENIZER_DRAWS");  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr) GTEST_SKIP() << "run tests/parity/tokenizer_draws.py";
  const Json golden = base::read_json(path);
  std::size_t number = 0;
  for (const Json& draw : golden.at("draws")) {
    const std::string name = "draw " + std::to_string(number++);
    std::unique_ptr<Tokenizer> tokenizer;
    try {
      tokenizer = load_tokenizer_json(draw.at("tokenizer").get<std::string>(), name);
    } catch (const Error& error) {
      // `tokenizers` then knows none of the added tokens
      EXPECT_NE(std::string(error.what()).find("once normalised"), std::string::npos)
          << error.what();
      continue;
    }
    const auto first = draw.at("first").get<std::uint64_t>();
    for (std::size_t i = 0; i < draw.at("sums").size(); ++i) {
      const Json& expected = draw.at("sums").at(i);
      if (expected.is_null()) continue;  // `tokenizers` fails
      const CorpusText text{testing::fuzz_text(first + i), std::nullopt};
      const Encoding encoding = tokenizer->encode(text.text, std::nullopt, {0, true});
      const bool equal = sum_of(encoding, text) == expected.get<std::uint32_t>();
      const bool plain = tokenizer->encode(text.text, std::nullopt, {}).ids == encoding.ids;
      EXPECT_TRUE(equal && plain) << name << (plain ? "" : ", without offsets") << ", text "
                                  << first + i << ": " << shown(encoding, text.text);
      if (!equal || !plain) break;
    }
  }
}

void expect_answer(const Encoding& encoding, const CorpusText& text, const Json& answer,
                   const std::string& name) {
  EXPECT_EQ(encoding.ids, answer.at("ids").get<std::vector<std::int32_t>>())
      << name << ": " << text.text;
  EXPECT_EQ(encoding.type_ids, answer.at("type_ids").get<std::vector<std::int32_t>>()) << name;
  EXPECT_EQ(encoding.sequence, answer.at("sequence").get<std::vector<std::int32_t>>()) << name;
  std::vector<Span> offsets[2] = {encoding.offsets, encoding.offsets};
  to_code_points(text.text, offsets[0]);
  if (text.pair) to_code_points(*text.pair, offsets[1]);
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    const Span span = offsets[encoding.sequence[i] == 1 ? 1 : 0][i];
    const Json& expected = answer.at("offsets").at(i);
    EXPECT_EQ(span.begin, expected.at(0).get<std::uint32_t>()) << name << ": " << text.text;
    EXPECT_EQ(span.end, expected.at(1).get<std::uint32_t>()) << name << ": " << text.text;
  }
}

/// Bare files in `directory`, made from those of a vocabulary.
void make_bare_files(const std::string& name, const Json& configuration,
                     const base::TemporaryDirectory& directory) {
  if (name.starts_with("roberta")) {
    const auto source = testing::vocabulary("roberta-files");
    for (const char* file : {"vocab.json", "merges.txt"}) {
      std::filesystem::copy_file(source / file, directory.path() / file);
    }
  } else {
    const Json json =
        base::read_json(testing::vocabulary(name.substr(0, name.find(' '))) / "tokenizer.json");
    const Json& vocabulary = json.at("model").at("vocab");
    std::vector<std::string> lines(vocabulary.size());
    for (const auto& [token, id] : vocabulary.items()) lines.at(id.get<std::size_t>()) = token;
    std::string content;
    for (const std::string& line : lines) content += line + "\n";
    directory.write("vocab.txt", content);
  }
  directory.write("tokenizer_config.json", configuration.dump());
}

class VocabularySizes : public ::testing::TestWithParam<std::string> {};

/// Our own texts, each number of the answers written out.
TEST_P(VocabularySizes, OwnTexts) {
  const std::string name = GetParam();
  const std::string base_name = name.substr(0, name.find(' '));
  if (!std::filesystem::exists(testing::vocabulary(base_name))) {
    GTEST_SKIP() << testing::missing(base_name);
  }
  const Json golden = base::read_json(testing::golden("cases.json"));
  const bool bare = golden.at("bare_files").contains(name);
  const base::TemporaryDirectory directory;
  if (bare) make_bare_files(name, golden.at("bare_files").at(name), directory);
  const auto tokenizer = load_tokenizer(bare ? directory.path() : testing::vocabulary(name));
  const std::vector<CorpusText> texts = own_texts(golden);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Encoding encoding = tokenizer->encode(texts[i].text, view(texts[i].pair), {0, true});
    expect_answer(encoding, texts[i], golden.at("answers").at(name).at(i), name);
    // without offsets the fast paths differ
    const Encoding plain = tokenizer->encode(texts[i].text, view(texts[i].pair), {});
    EXPECT_EQ(plain.ids, encoding.ids) << name << ": " << texts[i].text;
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, VocabularySizes,
                         ::testing::Values("bert", "mpnet", "roberta", "bert files",
                                           "bert files cased", "bert files accents",
                                           "bert files no chinese", "mpnet files", "roberta files",
                                           "roberta files prefixed", "roberta files untrimmed"));

/// The BiLSTM's words, against Python's re and str.lower().
TEST(Parity, Words) {
  if (!std::filesystem::exists(testing::vocabulary("bilstm"))) {
    GTEST_SKIP() << testing::missing("bilstm");
  }
  const auto tokenizer = load_tokenizer(testing::vocabulary("bilstm"));
  const Json golden = base::read_json(testing::golden("words.json"));
  const auto block = golden.at("block").get<std::size_t>();
  for (const auto& [name, corpus] : golden.at("corpora").items()) {
    if (!corpus.at("files").empty() && !std::filesystem::exists(testing::shared_data())) continue;
    const std::vector<CorpusText> texts = testing::read_corpus(corpus);
    ASSERT_EQ(texts.size(), corpus.at("texts").get<std::size_t>()) << name;
    for (std::size_t from = 0; from < texts.size(); from += block * kBlockStep) {
      Checksum sum;
      for (std::size_t i = from; i < std::min(from + block, texts.size()); ++i) {
        const Encoding encoding = tokenizer->encode(texts[i].text, std::nullopt, {});
        sum.add(static_cast<std::uint32_t>(encoding.ids.size()));
        for (const std::int32_t id : encoding.ids) sum.add(static_cast<std::uint32_t>(id));
      }
      EXPECT_EQ(sum.value(), corpus.at("sums").at(from / block).get<std::uint32_t>())
          << name << ", texts " << from << " to " << from + block;
    }
  }
}

class Corpus : public ::testing::TestWithParam<std::string> {};

/// Every line of the shared data and the fuzzed strings, in blocks.
TEST_P(Corpus, EveryText) {
  const std::string name = GetParam();
  if (!std::filesystem::exists(testing::vocabulary(name))) {
    GTEST_SKIP() << testing::missing(name);
  }
  const auto tokenizer = load_tokenizer(testing::vocabulary(name));
  const Json golden = base::read_json(testing::golden("corpora.json"));
  const auto block = golden.at("block").get<std::size_t>();
  std::string skipped;
  for (const auto& [corpus_name, corpus] : golden.at("corpora").items()) {
    if (!corpus.at("files").empty() && !std::filesystem::exists(testing::shared_data())) {
      skipped += corpus_name + ", ";
      continue;
    }
    compare_blocks(*tokenizer, corpus, corpus.at("sums").at(name), block,
                   std::string(name).append(", ").append(corpus_name));
  }
  if (!skipped.empty()) {
    GTEST_SKIP() << skipped << "which need " << testing::shared_data() << ", were left out";
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, Corpus, ::testing::Values("bert", "mpnet", "roberta"));

}  // namespace
}  // namespace tango::text
