#include "certify/corpus_answers.h"

#include <memory>

#include <tango/error.h>

#include "calibrate/corpus/corpus.h"

namespace tango::certify {
namespace {

/// The answers so far, and what the last tier said where it was asked.
class Corpus {
 public:
  Corpus(const cascade::Cascade& cascade, const Sample& sample,
         const service::PipelineOptions& options, const OnProgress& on_progress)
      : cascade_(cascade),
        sample_(sample),
        options_(options),
        on_progress_(on_progress),
        is_read_(sample.texts.size()),
        differs_(sample.texts.size()) {}

  void read_all_by_first_tier() {
    std::vector<std::size_t> all(sample_.texts.size());
    for (std::size_t text = 0; text < all.size(); ++text) all[text] = text;
    result_.answers.resize(all.size());
    run(1, all);
  }

  void read(std::span<const std::size_t> rows) {
    std::vector<std::size_t> texts;
    for (const std::size_t row : rows) {
      const std::size_t text = sample_.rows[row];
      if (is_read_[text]) continue;
      is_read_[text] = true;
      texts.push_back(text);
    }
    result_.read += static_cast<std::int64_t>(texts.size());
    run(cascade_.num_tiers(), texts);
  }

  [[nodiscard]] std::vector<float> confidences_of_rows() const {
    std::vector<float> confidences;
    confidences.reserve(sample_.rows.size());
    for (const std::size_t text : sample_.rows) {
      confidences.push_back(result_.answers[text].confidence);
    }
    return confidences;
  }

  [[nodiscard]] bool differs(std::size_t row) const { return differs_[sample_.rows[row]]; }
  [[nodiscard]] CorpusAnswers take() { return std::move(result_); }

 private:
  void run(int tier, std::span<const std::size_t> texts) {
    std::size_t done = 0;
    service::Pipeline pipeline(cascade_, options_, [&](std::uint64_t i, cascade::Answer&& answer) {
      const std::size_t text = texts[i];
      if (tier > 1) differs_[text] = answer_number(answer) != answer_number(result_.answers[text]);
      result_.answers[text] = std::move(answer);
      if (on_progress_) on_progress_(static_cast<std::size_t>(tier), ++done, texts.size());
    });
    for (const std::size_t text : texts) {
      cascade::Request request = sample_.texts[text];
      request.tier = tier;
      pipeline.submit(std::move(request));
    }
    pipeline.finish();
  }

  const cascade::Cascade& cascade_;
  const Sample& sample_;
  const service::PipelineOptions& options_;
  const OnProgress& on_progress_;
  std::vector<bool> is_read_;
  std::vector<bool> differs_;
  CorpusAnswers result_;
};

/// A span of bool, which std::vector<bool> has not.
class Flags {
 public:
  explicit Flags(std::size_t count) : values_(std::make_unique<bool[]>(count)), count_(count) {}
  bool& operator[](std::size_t i) { return values_[i]; }
  [[nodiscard]] std::span<const bool> span() const { return {values_.get(), count_}; }

 private:
  std::unique_ptr<bool[]> values_;
  std::size_t count_;
};

Flags differing(const Corpus& corpus, std::span<const std::size_t> rows) {
  Flags flags(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) flags[i] = corpus.differs(rows[i]);
  return flags;
}

}  // namespace

CorpusAnswers answer_corpus(const cascade::Cascade& cascade, const Sample& sample,
                            const Promise& promise, std::uint64_t seed,
                            const service::PipelineOptions& options,
                            const OnProgress& on_progress) {
  if (cascade.num_tiers() < 2) {
    throw Error(ErrorCode::kUnsupported,
                "one tier alone reads every text: there is no answer of another to keep", {"keep"});
  }
  if (sample.rows.empty()) return {};
  const calibrate::CorpusOptions corpus_options{
      .risk = promise.risk(), .significance = promise.significance(), .seed = seed};
  Corpus corpus(cascade, sample, options, on_progress);
  corpus.read_all_by_first_tier();
  const std::vector<float> confidences = corpus.confidences_of_rows();
  const std::vector<std::size_t> pilot = calibrate::corpus_pilot(confidences, corpus_options);
  corpus.read(pilot);
  const calibrate::CorpusPlan plan =
      calibrate::plan_corpus(confidences, pilot, differing(corpus, pilot).span(), corpus_options);
  std::vector<std::size_t> drawn;
  for (const std::size_t place : plan.draws) drawn.push_back(plan.order[place]);
  corpus.read(drawn);
  corpus.read(calibrate::finish_corpus(plan, differing(corpus, drawn).span()));
  return corpus.take();
}

}  // namespace tango::certify
