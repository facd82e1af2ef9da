#include "model/forward_all.h"

#include <algorithm>
#include <numeric>

namespace tango::model {
namespace {

constexpr std::size_t kTextsOfABatch = 8;

}  // namespace

std::vector<std::vector<float>> forward_all(const Model& model,
                                            std::span<const TokenizedText> texts,
                                            const base::Team& team) {
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return texts[left].ids.size() < texts[right].ids.size();
  });
  const bool by_token = model.answers_spans();
  const auto labels = static_cast<std::size_t>(model.num_labels());
  std::vector<std::vector<float>> all(texts.size());
  const auto workspace = model.make_workspace();
  PackedBatch batch;
  std::vector<float> logits;
  for (std::size_t begin = 0; begin < order.size(); begin += kTextsOfABatch) {
    const auto some =
        std::span(order).subspan(begin, std::min(kTextsOfABatch, order.size() - begin));
    batch.clear();
    for (const std::size_t i : some) batch.add(texts[i].ids, texts[i].type_ids);
    logits.resize(model.logits_of(batch));
    model.forward(batch, *workspace, logits, team);
    auto next = logits.begin();
    for (const std::size_t i : some) {
      const std::size_t count = labels * (by_token ? texts[i].ids.size() : 1);
      all[i].assign(next, next + static_cast<std::ptrdiff_t>(count));
      next += static_cast<std::ptrdiff_t>(count);
    }
  }
  return all;
}

}  // namespace tango::model
