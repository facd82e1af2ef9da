#include "recipe/teacher_check.h"

#include <algorithm>
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

void check_labels(const checkpoint::Labels& labels, const fs::path& directory) {
  if (labels.problem_type == checkpoint::ProblemType::kSpan) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() +
                    ": a model that answers questions; without a task, build makes cascades of "
                    "classifiers. A recipe with task = \"squad\" makes cascades of readers");
  }
  if (labels.names.size() < 2) {
    throw Error(ErrorCode::kUnsupported,
                directory.string() +
                    ": a model with one label; a cascade defers by the confidence in one of "
                    "several");
  }
  if (labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: a model of the problem type {}; build makes students that answer "
                            "with one of several labels, as a teacher with problem_type {} does",
                            directory.string(), to_string(labels.problem_type),
                            to_string(checkpoint::ProblemType::kSingleLabelClassification)));
  }
}

void check_head(const checkpoint::Checkpoint& teacher, const checkpoint::EncoderConfig& config,
                const fs::path& directory) {
  const checkpoint::EncoderNames names = checkpoint::encoder_names(config, *teacher.weights);
  if (names.head_dense.empty() || names.head_output.empty()) refuse_headless(directory);
  const std::optional<tensor::Shape> head = teacher.weights->shape(names.head_output + ".weight");
  const auto labels = static_cast<std::int64_t>(config.labels.names.size());
  if (head && head->rank() == 2 && (*head)[0] != labels) {
    throw Error(ErrorCode::kInvalidModel,
                fmt::format("{}: config.json names {} labels, and the head \"{}\" has {}",
                            directory.string(), labels, names.head_output, (*head)[0]));
  }
}

}  // namespace

void check_teacher(const fs::path& directory) {
  const checkpoint::Checkpoint teacher = checkpoint::open_checkpoint(directory);
  check_labels(checkpoint::labels_of(teacher.config), directory);
  if (const auto* const encoder = std::get_if<checkpoint::EncoderConfig>(&teacher.config)) {
    check_head(teacher, *encoder, directory);
  }
  (void)text::load_tokenizer(teacher.tokenizer_directory);
}

bool has_word_vectors(const fs::path& teacher) {
  return std::holds_alternative<checkpoint::EncoderConfig>(
      checkpoint::open_checkpoint(teacher).config);
}

std::string cut_in_words(const fs::path& teacher, const fs::path& texts, std::int64_t count,
                         const task::RecordReaderOptions& reading) {
  constexpr std::int64_t kSample = 2000;
  const checkpoint::Checkpoint opened = checkpoint::open_checkpoint(teacher);
  const auto tokenizer = text::load_tokenizer(opened.tokenizer_directory);
  const int most = checkpoint::max_tokens_of(opened.config);
  const std::int64_t step = std::max<std::int64_t>((count + kSample - 1) / kSample, 1);
  std::int64_t place = 0;
  std::int64_t read = 0;
  std::int64_t cut = 0;
  const auto reader = task::open_record_reader(texts, reading);
  for (task::Record record; reader->next(record); ++place) {
    if (place % step != 0) continue;
    ++read;
    const auto tokens = tokenizer->encode(record.text, record.pair, {}).ids.size();
    cut += tokens > static_cast<std::size_t>(most) ? 1 : 0;
  }
  if (cut == 0) return "";
  return fmt::format(
      "WARNING: {} of {} texts ({:.1f} %) are longer than the {} tokens that the classifier reads; "
      "the rest of them is cut off, in this build and later. Split such texts, if what matters "
      "comes late\n",
      cut, read, 100 * static_cast<double>(cut) / static_cast<double>(read), most);
}

}  // namespace tango::recipe
