#include "certify/attempts.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "base/random.h"

namespace tango::certify {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashesOfSet = 256;
constexpr std::size_t kMostEntries = 100;

fs::path file_of(const fs::path& cache) { return cache / "attempts.json"; }

}  // namespace

TextSet text_set_of(const Sample& sample) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(sample.texts.size());
  for (const cascade::Request& text : sample.texts) hashes.push_back(base::mix64(letters_of(text)));
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  std::uint64_t hash = 0;
  for (const std::uint64_t one : hashes) hash = base::mix64(hash ^ one);
  TextSet set{.count = static_cast<std::int64_t>(hashes.size()), .hash = hexadecimal(hash)};
  hashes.resize(std::min(hashes.size(), kHashesOfSet));
  set.smallest = std::move(hashes);
  return set;
}

bool share_half(const TextSet& one, const TextSet& other) {
  if (one.count == 0 || other.count == 0) return false;
  std::vector<std::uint64_t> both;
  std::ranges::set_union(one.smallest, other.smallest, std::back_inserter(both));
  both.resize(std::min(both.size(), kHashesOfSet));  // of the union the smallest
  const auto is_shared = [&](std::uint64_t hash) {
    return std::ranges::binary_search(one.smallest, hash) &&
           std::ranges::binary_search(other.smallest, hash);
  };
  const double resemblance = static_cast<double>(std::ranges::count_if(both, is_shared)) /
                             static_cast<double>(both.size());
  const double shared =
      resemblance / (1 + resemblance) * static_cast<double>(one.count + other.count);
  return shared >= 0.5 * static_cast<double>(std::min(one.count, other.count));
}

AttemptLedger::AttemptLedger(base::MachineCache cache) : cache_(std::move(cache)) {
  std::error_code ignored;
  if (!cache_ || !fs::exists(file_of(*cache_), ignored)) return;
  try {
    const base::Json written = base::read_json(file_of(*cache_));
    for (const base::Json& json : written.at("attempts")) {
      Entry entry{.key = json.at("key"), .texts = {.count = json.at("texts")}};
      json.at("smallest").get_to(entry.texts.smallest);
      if (std::ranges::is_sorted(entry.texts.smallest)) entries_.push_back(std::move(entry));
    }
  } catch (const Error&) {
    entries_.clear();
  } catch (const base::Json::exception&) {
    entries_.clear();
  }
}

std::vector<Attempt> AttemptLedger::on(const TextSet& texts) const {
  std::vector<Attempt> attempts;
  for (const Entry& entry : entries_) {
    if (share_half(entry.texts, texts)) attempts.push_back({.data = texts.hash, .key = entry.key});
  }
  return attempts;
}

void AttemptLedger::add(const TextSet& texts, const std::string& key) {
  if (!cache_ || std::ranges::count(entries_, key, &Entry::key) > 0) return;
  entries_.push_back({.key = key, .texts = texts});
  if (entries_.size() > kMostEntries) entries_.erase(entries_.begin());
  write();
}

void AttemptLedger::write() const {
  base::Json json{{"version", "1.0"}, {"attempts", base::Json::array()}};
  for (const Entry& entry : entries_) {
    json["attempts"].push_back(
        {{"key", entry.key}, {"texts", entry.texts.count}, {"smallest", entry.texts.smallest}});
  }
  std::error_code ignored;
  fs::create_directories(*cache_, ignored);
  try {
    base::write_file(file_of(*cache_), json.dump() + "\n");
  } catch (const Error&) {  // a calibration is not worse without it
  }
}

}  // namespace tango::certify
