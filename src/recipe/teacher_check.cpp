#include "recipe/teacher_check.h"

#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/encoder_names.h"
#include "text/tokenizer.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

bool makes_embeddings(const fs::path& directory) {
  return base::exists(directory / "modules.json") ||
         base::exists(directory / "config_sentence_transformers.json");
}

[[noreturn]] void refuse_headless(const fs::path& directory) {
  throw Error(
      ErrorCode::kInvalidModel,
      fmt::format("{}: an encoder without a classification head{}. A teacher is a classifier: "
                  "fine-tune it on labelled texts first, as with tango train --base {} --train "
                  "labelled.csv --output my-classifier",
                  directory.string(),
                  makes_embeddings(directory)
                      ? ", as sentence-transformers writes it: it gives embeddings and no labels"
                      : "",
                  directory.string()));
}

void check_head(const checkpoint::Checkpoint& teacher, const checkpoint::EncoderConfig& config,
                const fs::path& directory) {
  if (config.labels.problem_type == checkpoint::ProblemType::kSpan) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() +
                    ": a model that answers questions; without a task, build makes cascades of "
                    "classifiers. A recipe with task = \"squad\" makes cascades of readers");
  }
  const checkpoint::EncoderNames names = checkpoint::encoder_names(config, *teacher.weights);
  if (names.head_dense.empty() || names.head_output.empty()) refuse_headless(directory);
  const std::optional<tensor::Shape> head = teacher.weights->shape(names.head_output + ".weight");
  const auto labels = static_cast<std::int64_t>(config.labels.names.size());
  if (labels < 2) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() +
                    ": a model with one label; a cascade defers by the confidence in one of "
                    "several");
  }
  if (head && head->rank() == 2 && (*head)[0] != labels) {
    throw Error(ErrorCode::kInvalidModel,
                fmt::format("{}: config.json names {} labels, and the head \"{}\" has {}",
                            directory.string(), labels, names.head_output, (*head)[0]));
  }
}

}  // namespace

void check_teacher(const Recipe& recipe) {
  if (recipe.teacher.empty() || is_question_answering(recipe)) return;
  const checkpoint::Checkpoint teacher = checkpoint::open_checkpoint(recipe.teacher);
  if (const auto* const encoder = std::get_if<checkpoint::EncoderConfig>(&teacher.config)) {
    check_head(teacher, *encoder, recipe.teacher);
  }
  (void)text::load_tokenizer(teacher.tokenizer_directory);
}

}  // namespace tango::recipe
