#include "train/data/span_teacher.h"

#include <cmath>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/random_weights.h"
#include "checkpoint/safetensors_writer.h"
#include "model/model.h"

namespace tango::train {
namespace {

// Words that the teacher knows whole and the student in two pieces, and the other way about.
constexpr const char* kStudent =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nis\nfi\n##lm\ngood\nwho\n?\n";
constexpr const char* kTeacher =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nwho\n?\na\nis\nfilm\ngo\n##od\n";

std::filesystem::path write_reader(const base::TemporaryDirectory& directory,
                                   const std::string& name, const char* vocabulary,
                                   const char* kind) {
  const base::Json config{
      {"model_type", "bert"},    {"architectures", {kind}},       {"vocab_size", 12},
      {"hidden_size", 16},       {"num_hidden_layers", 2},        {"num_attention_heads", 2},
      {"intermediate_size", 32}, {"max_position_embeddings", 64}, {"type_vocab_size", 2}};
  (void)directory.write(name + "/config.json", config.dump());
  (void)directory.write(name + "/vocab.txt", vocabulary);
  const std::filesystem::path path = directory.path() / name;
  const checkpoint::ModelConfig read = checkpoint::read_model_config(path);
  const checkpoint::RandomWeights weights(read, 3);
  std::vector<tensor::Tensor> tensors;
  std::vector<checkpoint::TensorView> views;
  for (const checkpoint::ParameterSpec& one : checkpoint::parameter_list(read)) {
    tensors.push_back(weights.load(one.name, one.shape));
    views.push_back({one.name, "F32", one.shape,
                     std::as_bytes(std::span(tensors.back().data(), tensors.back().size()))});
  }
  checkpoint::write_safetensors(path / "model.safetensors", views);
  return path;
}

SpanData questions(const std::filesystem::path& student, const std::string& context) {
  reading::Question question{.id = "q",
                             .question = "who ?",
                             .context = std::make_shared<const std::string>(context),
                             .answers = {},
                             .article = 0};
  return make_span_data({question}, *text::load_tokenizer(student), {.max_tokens = 64});
}

/// The start and end logits that the model in `directory` gives to `ids`.
std::vector<float> answers(const std::filesystem::path& directory, std::vector<std::int32_t> ids,
                           std::vector<std::int32_t> types) {
  const checkpoint::Checkpoint opened = checkpoint::open_checkpoint(directory);
  const auto model = model::make_model(opened.config, *opened.weights);
  model::PackedBatch batch;
  batch.add(ids, types);
  std::vector<float> logits(model->logits_of(batch));
  model->forward(batch, *model->make_workspace(), logits);
  return logits;
}

TEST(SpanTeacher, ItsLogitsComeToTheStudentsTokens) {
  const base::TemporaryDirectory directory;
  const auto student = write_reader(directory, "student", kStudent, "BertForQuestionAnswering");
  const auto teacher = write_reader(directory, "teacher", kTeacher, "BertForQuestionAnswering");
  const SpanData spans = questions(student, "a film is good");
  const at::Tensor found = teach_spans(teacher, kernel::Precision::kFloat32, spans, 1);
  // The teacher: [CLS] who ? [SEP] a film is go ##od [SEP]
  const std::vector<float> own =
      answers(teacher, {2, 5, 6, 3, 7, 9, 8, 10, 11, 3}, {0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
  const auto of = [&](std::size_t token, std::size_t which) { return own[2 * token + which]; };
  constexpr float kNone = -INFINITY;
  // The student: [CLS] who ? [SEP] a fi ##lm is good [SEP]
  const std::vector<float> starts{of(0, 0), kNone,    kNone,
                                  kNone,    of(4, 0), of(5, 0),
                                  kNone,    of(6, 0), std::max(of(7, 0), of(8, 0)),
                                  kNone};
  const std::vector<float> ends{of(0, 1), kNone,    kNone,
                                kNone,    of(4, 1), kNone,
                                of(5, 1), of(6, 1), std::max(of(7, 1), of(8, 1)),
                                kNone};
  ASSERT_EQ(found.sizes(), (std::vector<std::int64_t>{1, 10, 2}));
  for (std::int64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(found[0][i][0].item<float>(), starts[static_cast<std::size_t>(i)]) << i;
    EXPECT_EQ(found[0][i][1].item<float>(), ends[static_cast<std::size_t>(i)]) << i;
  }
}

TEST(SpanTeacher, RefusesAClassifier) {
  const base::TemporaryDirectory directory;
  const auto student = write_reader(directory, "student", kStudent, "BertForQuestionAnswering");
  const auto other = write_reader(directory, "other", kTeacher, "BertForSequenceClassification");
  EXPECT_THROW((void)teach_spans(other, kernel::Precision::kFloat32, questions(student, "a"), 1),
               Error);
}

}  // namespace
}  // namespace tango::train
