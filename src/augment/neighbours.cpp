#include "augment/neighbours.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <unordered_map>
#include <utility>

#include "augment/letters.h"
#include "kernel/matmul/matmul.h"
#include "tensor/aligned_buffer.h"

namespace tango::augment {
namespace {

constexpr int kRows = 64;              ///< Words whose neighbours are searched for together.
constexpr std::int64_t kBlock = 8192;  ///< Vectors that they are compared with at a time, so
                                       ///< that the products, 2 MB, stay in the cache.

void normalize(float* vector, std::int64_t width) {
  double sum = 0;
  for (std::int64_t i = 0; i < width; ++i) sum += static_cast<double>(vector[i]) * vector[i];
  const auto scale = static_cast<float>(sum > 0 ? 1 / std::sqrt(sum) : 0);
  for (std::int64_t i = 0; i < width; ++i) vector[i] *= scale;
}

std::shared_ptr<std::byte> aligned_bytes(std::size_t bytes) {
  constexpr std::align_val_t kAlignment{64};
  return {static_cast<std::byte*>(::operator new(bytes, kAlignment)),
          [](std::byte* memory) { ::operator delete(memory, kAlignment); }};
}

/// The nearest of the words that were offered, nearest first.
class Nearest {
 public:
  explicit Nearest(std::size_t count) : count_(count) {}

  [[nodiscard]] float bound() const { return found_.size() < count_ ? -2 : found_.back().first; }
  /// Offers come in the order of the file; of equal ones the first is kept.
  void offer(float cosine, std::uint32_t word) {
    if (cosine <= bound()) return;
    if (found_.size() == count_) found_.pop_back();
    const auto place =
        std::ranges::find_if(found_, [cosine](const auto& other) { return other.first < cosine; });
    found_.insert(place, {cosine, word});
  }
  [[nodiscard]] const std::vector<std::pair<float, std::uint32_t>>& found() const { return found_; }

 private:
  std::size_t count_;
  std::vector<std::pair<float, std::uint32_t>> found_;
};

/// Moves the vectors of plain words, each word once and normalized to length 1, to the front of
/// `vectors.vectors`, and their words to the front of `vectors.words`. Returns their numbers there.
std::unordered_map<std::string_view, std::uint32_t> keep_plain_words(
    checkpoint::WordVectors& vectors) {
  const std::int64_t width = vectors.vectors.shape()[1];
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  std::size_t kept = 0;
  for (std::size_t row = 0; row < vectors.words.size(); ++row) {
    const std::string& word = vectors.words[row];
    if (!is_plain_word(word) || numbers.contains(word)) continue;
    if (row != kept) std::swap(vectors.words[kept], vectors.words[row]);
    float* const from = vectors.vectors.data() + static_cast<std::int64_t>(row) * width;
    float* const to = vectors.vectors.data() + static_cast<std::int64_t>(kept) * width;
    if (row != kept) std::copy_n(from, width, to);
    normalize(to, width);
    numbers.emplace(vectors.words[kept], static_cast<std::uint32_t>(kept));
    ++kept;
  }
  vectors.words.resize(kept);
  return numbers;
}

std::vector<kernel::PackedWeights> pack(const checkpoint::WordVectors& vectors) {
  const std::int64_t width = vectors.vectors.shape()[1];
  const auto count = static_cast<std::int64_t>(vectors.words.size());
  std::vector<kernel::PackedWeights> blocks;
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const kernel::PackedWeights::Sizes sizes{
        .inputs = static_cast<int>(width),
        .outputs = static_cast<int>(std::min(kBlock, count - begin))};
    blocks.emplace_back(sizes, vectors.vectors.data() + begin * width, nullptr,
                        aligned_bytes(sizes.bytes()));
  }
  return blocks;
}

}  // namespace

Neighbours::Neighbours(checkpoint::WordVectors vectors, std::span<const std::string> words,
                       int count, const base::Team& team) {
  const std::int64_t width = vectors.vectors.shape()[1];
  const auto numbers = keep_plain_words(vectors);
  const std::vector<kernel::PackedWeights> blocks = pack(vectors);

  std::vector<std::pair<std::size_t, std::uint32_t>>
      known;  // numbers in `words` and in the vectors
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto found = numbers.find(words[i]); found != numbers.end()) {
      known.emplace_back(i, found->second);
    }
  }
  words_with_vectors_ = static_cast<std::int64_t>(known.size());

  std::vector<Nearest> nearest(words.size(), Nearest(static_cast<std::size_t>(count)));
  std::atomic<std::size_t> next = 0;
  team.run([&](base::TeamMember& /*member*/) {
    tensor::AlignedBuffer<float> rows(static_cast<std::size_t>(kRows * width));
    tensor::AlignedBuffer<float> cosines(static_cast<std::size_t>(kRows * kBlock));
    for (std::size_t begin = next.fetch_add(kRows); begin < known.size();
         begin = next.fetch_add(kRows)) {
      const std::size_t end = std::min(begin + kRows, known.size());
      for (std::size_t i = begin; i < end; ++i) {
        std::copy_n(vectors.vectors.data() + known[i].second * width, width,
                    rows.data() + static_cast<std::int64_t>(i - begin) * width);
      }
      for (std::size_t block = 0; block < blocks.size(); ++block) {
        kernel::matmul(blocks[block], kernel::float_rows(rows.data(), width),
                       static_cast<int>(end - begin), {.floats = cosines.data(), .stride = kBlock});
        const auto first = static_cast<std::uint32_t>(block * kBlock);
        for (std::size_t i = begin; i < end; ++i) {
          Nearest& of_word = nearest[known[i].first];
          const float* const row = cosines.data() + static_cast<std::int64_t>(i - begin) * kBlock;
          for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(blocks[block].outputs()); ++j) {
            if (row[j] > of_word.bound() && first + j != known[i].second) {
              of_word.offer(row[j], first + j);
            }
          }
        }
      }
    }
  });

  vocabulary_ = std::move(vectors.words);
  for (const Nearest& of_word : nearest) {
    begins_.push_back(nearest_.size());
    for (const auto& [cosine, word] : of_word.found()) nearest_.push_back(vocabulary_[word]);
  }
  begins_.push_back(nearest_.size());
}

}  // namespace tango::augment
