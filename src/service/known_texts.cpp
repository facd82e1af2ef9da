#include "service/known_texts.h"

#include <functional>
#include <string_view>
#include <utility>

namespace tango::service {
namespace {

/// A node of the map with its bucket, and a place in the queue.
constexpr std::size_t kOverhead = sizeof(KnownTexts::Text) + 6 * sizeof(void*);

std::size_t bytes_of(const KnownTexts::Text& text) {
  const cascade::Request& request = text.first;
  const cascade::Answer& answer = *text.second.answer;
  return kOverhead + request.text.size() + (request.pair ? request.pair->size() : 0) +
         (answer.scores.size() + answer.logits.size()) * sizeof(float) +
         answer.labels.size() * sizeof(int);
}

}  // namespace

std::size_t KnownTexts::Hash::operator()(const cascade::Request& request) const {
  std::size_t hash = std::hash<std::string_view>()(request.text);
  const auto mix = [&hash](std::size_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL + (hash >> 31U);
  };
  if (request.pair) mix(std::hash<std::string_view>()(*request.pair));
  if (request.threshold) mix(std::hash<float>()(*request.threshold));
  if (request.tier) mix(static_cast<std::size_t>(*request.tier));
  return hash;
}

KnownTexts::Found KnownTexts::find_or_add(cascade::Request&& request) {
  const auto [place, is_new] = texts_.try_emplace(std::move(request));
  if (!is_new) place->second.asked_again = true;
  return {&*place, is_new};
}

void KnownTexts::answered(Text& text, cascade::Answer&& answer, std::vector<Forgotten>& forgotten) {
  State& state = text.second;
  state.answer = std::move(answer);
  state.also = {};
  bytes_ += bytes_of(text);
  answered_.push_back(&text);
  while (bytes_ > most_bytes_) forget_oldest(forgotten);
}

void KnownTexts::forget_oldest(std::vector<Forgotten>& forgotten) {
  Text& text = *answered_.front();
  answered_.pop_front();
  if (text.second.asked_again) {
    text.second.asked_again = false;
    answered_.push_back(&text);
    return;
  }
  bytes_ -= bytes_of(text);
  forgotten.push_back(texts_.extract(text.first));
}

}  // namespace tango::service
