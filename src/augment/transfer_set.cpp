#include "augment/transfer_set.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <tango/error.h>

#include "augment/in_order.h"
#include "augment/letters.h"
#include "base/random.h"

namespace tango::augment {
namespace {

constexpr std::size_t kSourcesOfWork = 1024;
/// When fewer than one in a thousand of so many texts in a row are new, the preset counts as
/// exhausted.
constexpr std::int64_t kWindow = 200'000;
constexpr std::int64_t kFewestNew = kWindow / 1000;

struct Source {
  TextPair text;
  Judgement judgement;
  TaggedText tagged;
  TaggedText tagged_pair;
};

bool read_sources(task::RecordReader& reader, std::vector<Source>& sources) {
  sources.clear();
  task::Record record;
  while (sources.size() < kSourcesOfWork && reader.next(record)) {
    Source& source = sources.emplace_back();
    source.text = {std::move(record.text), std::move(record.pair).value_or("")};
  }
  return !sources.empty();
}

struct Batch {
  Work work;
  std::vector<TextPair> texts;
  std::vector<Judgement> judgements;
};

/// A random sample: each text gets a random number, those with the `size` smallest are kept.
class Sample {
 public:
  Sample(std::size_t size, std::uint64_t seed) : size_(size), stream_(seed, "sample") {}

  void offer(TextPair&& text) {
    const std::uint64_t ticket = stream_.bits(offered_++);
    if (kept_.size() == size_) {
      if (size_ == 0 || ticket >= kept_.front().first) return;
      std::ranges::pop_heap(kept_, {}, &Ticket::first);
      kept_.pop_back();
    }
    kept_.emplace_back(ticket, std::move(text));
    std::ranges::push_heap(kept_, {}, &Ticket::first);
  }

  void write(const Sink& sink) {
    std::ranges::sort(kept_, {}, &Ticket::first);
    for (const Ticket& kept : kept_) sink(kept.second);
  }

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(kept_.size()); }

 private:
  using Ticket = std::pair<std::uint64_t, TextPair>;

  std::size_t size_;
  base::RandomStream stream_;
  std::uint64_t offered_ = 0;
  std::vector<Ticket> kept_;  ///< A heap, the largest number first.
};

}  // namespace

ScreenCounts read_corpus(task::RecordReader& reader, std::string_view name, const Tagger* tagger,
                         const Guard& guard, Screen& screen, const base::Team& team, Corpus& corpus,
                         const Sink& sink) {
  ScreenCounts counts;
  process_in_order<std::vector<Source>>(
      team, [&](std::vector<Source>& sources) { return read_sources(reader, sources); },
      [&](std::vector<Source>& sources) {
        for (Source& source : sources) {
          source.text = {single_spaced(source.text.text), single_spaced(source.text.pair)};
          source.judgement = judge(source.text, guard);
          source.tagged = tag_text(source.text.text, tagger);
          source.tagged_pair = tag_text(source.text.pair, tagger);
        }
      },
      [&](const std::vector<Source>& sources) {
        for (const Source& source : sources) {
          if (!screen.admit(source.judgement, counts)) continue;
          corpus.add(source.tagged, source.tagged_pair);
          if (sink) sink(source.text);
        }
        return true;
      });
  if (corpus.size() == 0) {
    throw Error(ErrorCode::kInvalidInput,
                std::string(name) + ": has no text to start from" +
                    (counts.all_held_out() > 0 ? " that is not held out" : ""));
  }
  return counts;
}

TransferCounts make_transfer_set(Preset& preset, const Guard& guard, Screen& screen,
                                 const TransferOptions& options, const base::Team& team,
                                 const Sink& sink, const Watcher& watcher) {
  TransferCounts counts;
  const bool is_sample = preset.is_finite() && options.size;
  Sample sample(static_cast<std::size_t>(options.size.value_or(0)), options.seed);
  std::int64_t window_begin = 0;
  std::int64_t written_before = 0;
  bool is_exhausted = false;
  const auto is_full = [&] {
    return is_exhausted || (!is_sample && options.size && counts.written >= *options.size);
  };
  process_in_order<Batch>(
      team, [&](Batch& batch) { return !is_full() && preset.next_work(batch.work); },
      [&](Batch& batch) {
        batch.texts.clear();
        preset.generate(batch.work, batch.texts);
        batch.judgements.clear();
        for (const TextPair& text : batch.texts) {
          batch.judgements.push_back(judge(text, guard));
        }
      },
      [&](Batch& batch) {
        for (std::size_t i = 0; i < batch.texts.size() && !is_full(); ++i) {
          if (counts.screen.texts - window_begin == kWindow) {
            is_exhausted = !preset.is_finite() && counts.written - written_before < kFewestNew;
            window_begin = counts.screen.texts;
            written_before = counts.written;
          }
          if (!screen.admit(batch.judgements[i], counts.screen)) continue;
          ++counts.written;
          if (is_sample) {
            sample.offer(std::move(batch.texts[i]));
          } else {
            sink(batch.texts[i]);
          }
        }
        watcher(counts.screen);
        return !is_full();
      });
  if (is_sample) {
    sample.write(sink);
    counts.written = sample.size();
  }
  return counts;
}

}  // namespace tango::augment
