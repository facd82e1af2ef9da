#include "service/known_texts.h"

#include <functional>
#include <string_view>
#include <utility>

#include "service/request_bytes.h"

namespace tango::service {
namespace {

constexpr std::size_t kFewSlots = 1024;

/// A text with its slots, and a place in the queue.
constexpr std::size_t kOverhead = sizeof(KnownTexts::Text) + 8 * sizeof(void*);

std::size_t memory_of(const KnownTexts::Text& text) {
  const cascade::Request& request = text.request;
  const cascade::Answer& answer = *text.answer;
  return kOverhead + bytes_of(request) +
         (answer.scores.size() + answer.logits.size()) * sizeof(float) +
         answer.labels.size() * sizeof(int);
}

std::size_t hash_of(const cascade::Request& request) {
  std::size_t hash = std::hash<std::string_view>()(request.text);
  const auto mix = [&hash](std::size_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL + (hash >> 31U);
  };
  if (request.pair) mix(std::hash<std::string_view>()(*request.pair));
  if (request.threshold) mix(std::hash<float>()(*request.threshold));
  if (request.tier) mix(static_cast<std::size_t>(*request.tier));
  return hash;
}

}  // namespace

KnownTexts::KnownTexts(std::size_t most_bytes) : most_bytes_(most_bytes), slots_(kFewSlots) {}

KnownTexts::Found KnownTexts::find_or_add(cascade::Request&& request) {
  const std::size_t hash = hash_of(request);
  for (std::size_t i = hash & (slots_.size() - 1); slots_[i].text != nullptr; i = after(i)) {
    Text& text = *slots_[i].text;
    if (slots_[i].hash != hash || !(text.request == request)) continue;
    text.asked_again = true;
    return {&text, false};
  }
  if (2 * size_ >= slots_.size()) grow();
  std::unique_ptr<Text> text(new Text{.request = std::move(request), .hash = hash});
  Text* const added = text.get();
  place({hash, std::move(text)});
  ++size_;
  return {added, true};
}

void KnownTexts::place(Slot&& taken) {
  std::size_t i = taken.hash & (slots_.size() - 1);
  while (slots_[i].text != nullptr) i = after(i);
  slots_[i] = std::move(taken);
}

void KnownTexts::grow() {
  std::vector<Slot> smaller = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  for (Slot& slot : smaller) {
    if (slot.text != nullptr) place(std::move(slot));
  }
}

/// The slots behind it move up where they may, so that each is still found.
std::unique_ptr<KnownTexts::Text> KnownTexts::take_out(const Text& text) {
  std::size_t hole = text.hash & (slots_.size() - 1);
  while (slots_[hole].text.get() != &text) hole = after(hole);
  std::unique_ptr<Text> taken = std::move(slots_[hole].text);
  for (std::size_t i = after(hole); slots_[i].text != nullptr; i = after(i)) {
    const std::size_t mask = slots_.size() - 1;
    const std::size_t from_home = (i - slots_[i].hash) & mask;
    if (from_home < ((i - hole) & mask)) continue;
    slots_[hole] = std::move(slots_[i]);
    hole = i;
  }
  --size_;
  return taken;
}

void KnownTexts::answered(Text& text, cascade::Answer&& answer, std::vector<Forgotten>& forgotten) {
  text.answer = std::move(answer);
  text.also = {};
  bytes_ += memory_of(text);
  answered_.push_back(&text);
  while (bytes_ > most_bytes_) forget_oldest(forgotten);
}

void KnownTexts::forget_oldest(std::vector<Forgotten>& forgotten) {
  Text& text = *answered_.front();
  answered_.pop_front();
  if (text.asked_again) {
    text.asked_again = false;
    answered_.push_back(&text);
    return;
  }
  bytes_ -= memory_of(text);
  forgotten.push_back(take_out(text));
}

}  // namespace tango::service
