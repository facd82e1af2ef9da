#include "text/subword/model_tables.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::text {
namespace {

using base::Json;
using Layout = ModelTablesBuilder::Layout;

struct Parsed {
  Json json;
  ModelTables tables;
};

Parsed parse(std::string_view text, Layout layout = Layout::kTokenizer) {
  ModelTablesBuilder builder(layout, "FILE");
  base::parse_json(text, "FILE", builder);
  return {builder.take(), std::move(builder.tables())};
}

std::int32_t id_of(Parsed& parsed, std::string_view token) {
  return Vocabulary(parsed.tables.vocabulary, "FILE").id_of(token);
}

std::string refusal(std::string_view text, Layout layout = Layout::kTokenizer) {
  try {
    (void)parse(text, layout);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
    return error.what();
  }
  return "accepted";
}

TEST(ModelTables, TakeTheTablesOutOfTheValue) {
  Parsed parsed = parse(
      R"({"a": {"vocab": {"x": 7}}, "model": {"n": [1], "vocab": {"a": 0, "b\"": 1},
          "merges": ["a b\"", ["c d", "e"], "#version: 0.2"], "z": {"vocab": {"q": -1}}},
          "vocab": {"r": "s"}, "merges": [5]})");
  EXPECT_EQ(parsed.json, Json::parse(R"({"a": {"vocab": {"x": 7}}, "model": {"n": [1], "vocab": {},
          "merges": [], "z": {"vocab": {"q": -1}}}, "vocab": {"r": "s"}, "merges": [5]})"));
  EXPECT_EQ(parsed.tables.vocabulary.size(), 2U);
  EXPECT_EQ(id_of(parsed, "b\""), 1);
  ASSERT_EQ(parsed.tables.merges.size(), 2U);
  EXPECT_EQ(parsed.tables.merges.left(1), "c d");
  EXPECT_EQ(parsed.tables.merges.right(1), "e");
  EXPECT_EQ(parsed.tables.merges.joined(0), "ab\"");
}

TEST(ModelTables, OfEqualKeysTheLastOneHolds) {
  Parsed tokens = parse(R"({"model": {"vocab": {"a": 0, "b": 1, "a": 2}}})");
  EXPECT_EQ(id_of(tokens, "a"), 2);
  Parsed tables = parse(R"({"model": {"vocab": {"a": 0}, "merges": ["a a"], "vocab": {"b": 1},
                            "merges": []}})");
  EXPECT_EQ(id_of(tables, "a"), -1);
  EXPECT_EQ(id_of(tables, "b"), 1);
  EXPECT_EQ(tables.tables.merges.size(), 0U);
  Parsed models = parse(R"({"model": {"vocab": {"a": 0}}, "model": {"merges": []}})");
  EXPECT_EQ(models.tables.vocabulary.size(), 0U);
  EXPECT_EQ(models.json, Json::parse(R"({"model": {"merges": []}})"));
}

TEST(ModelTables, ReadABareVocabulary) {
  Parsed parsed = parse(R"({"vocab": 0, "model": 1})", Layout::kVocabulary);
  EXPECT_EQ(id_of(parsed, "model"), 1);
  EXPECT_TRUE(parse(R"([{"a": {}}])", Layout::kVocabulary).json.is_array());
  EXPECT_NE(refusal(R"({"a": {"b": 0}})", Layout::kVocabulary).find("token \"a\""),
            std::string::npos);
}

TEST(ModelTables, TakePiecesWithTheirScores) {
  Parsed parsed = parse(R"({"model": {"vocab": [["a", -1], ["b", -0.5], ["a", 1e-1]]}, "b": 0.5})");
  EXPECT_EQ(parsed.tables.scores, (std::vector<double>{-1, -0.5, 0.1}));
  EXPECT_EQ(id_of(parsed, "a"), 2);
  EXPECT_EQ(parsed.json, Json::parse(R"({"model": {"vocab": []}, "b": 0.5})"));
  for (const char* piece :
       {"5", "[]", "[\"b\"]", "[\"b\", null]", "[1, 2]", "{\"b\": 1}", "\"b\""}) {
    const std::string message =
        refusal(R"({"model": {"vocab": [["a", 0], )" + std::string(piece) + "]}}");
    EXPECT_TRUE(message.starts_with("FILE: piece 1 should be [piece, score]")) << message;
  }
}

TEST(ModelTables, OtherShapesStayValues) {
  for (const char* text : {R"({"model": {"vocab": [], "merges": {"a": 1}}})",
                           R"({"model": {"vocab": 5, "merges": null}})", R"({"model": [[1], {}]})",
                           R"([{"model": {"vocab": {"a": -1}}}])"}) {
    Parsed parsed = parse(text);
    EXPECT_EQ(parsed.json, Json::parse(text));
    EXPECT_EQ(parsed.tables.vocabulary.size(), 0U);
  }
}

TEST(ModelTables, NameWhatIsMalformed) {
  for (const char* id : {"-1", "1.5", "null", "true", "\"0\"", "2147483647", "[", "{"}) {
    const std::string message = refusal(R"({"model": {"vocab": {"a": 0, "b": )" + std::string(id));
    EXPECT_TRUE(message.starts_with("FILE: token \"b\" should have an id from 0 to 2147483646"))
        << id << ": " << message;
  }
  for (const char* merge : {"5", "null", "[\"a\"]", "[\"a\", 1]", "[\"a\", \"b\", \"c\"]", "[[]]",
                            "{\"a\": \"b\"}", "\"ab\"", "\"a  b\""}) {
    const std::string message =
        refusal(R"({"model": {"merges": ["a b", )" + std::string(merge) + "]}}");
    EXPECT_TRUE(message.starts_with("FILE: merge 2 should be")) << merge << ": " << message;
  }
}

}  // namespace
}  // namespace tango::text
