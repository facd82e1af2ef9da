#include "model/packed_cache.h"

#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "kernel/matmul/matmul.h"

namespace tango::model {
namespace {

namespace fs = std::filesystem;

// The file: kMagic, the header's size in 16 hexadecimal digits, the header (JSON), zeros up to a
// page, then the weights one after the other, each from a cache line on.
constexpr std::string_view kMagic = "tango packed 2\n";
constexpr std::size_t kSizeDigits = 16;
constexpr std::size_t kMostHeader = std::size_t{16} << 20U;
constexpr auto kMostPrecision = static_cast<std::int64_t>(kernel::Precision::kInt8);
constexpr std::int64_t kMostUnits = 1 << 26;  // inputs or outputs: their product fits 64 bits
constexpr std::size_t kPage = 4096;
constexpr std::size_t kCacheLine = 64;

std::size_t round_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

bool read_exactly(int descriptor, std::byte* memory, std::size_t bytes, std::size_t offset) {
  while (bytes > 0) {
    const ssize_t got = pread(descriptor, memory, bytes, static_cast<off_t>(offset));
    if (got <= 0) return false;
    memory += got;
    bytes -= static_cast<std::size_t>(got);
    offset += static_cast<std::size_t>(got);
  }
  return true;
}

/// A number of the header. Throws for a number that no valid file has.
std::int64_t number(const base::Json& weights, const char* key, std::int64_t most) {
  const auto value = base::require_field<std::int64_t>(weights, key, "cache");
  if (value < 0 || value > most) throw Error(ErrorCode::kInvalidModel, "cache: bad size");
  return value;
}

std::string read_text(int descriptor, std::size_t bytes, std::size_t offset) {
  std::string text(bytes, '\0');
  if (!read_exactly(descriptor, reinterpret_cast<std::byte*>(text.data()), bytes, offset)) {
    text.clear();
  }
  return text;
}

}  // namespace

PackedCache::PackedCache(const std::string& fingerprint, kernel::Precision precision,
                         const base::MachineCache& cache) {
  if (fingerprint.empty() || !cache) return;
  // The first line of a fingerprint, the model's own directory, names the file; the rest is
  // compared with its content.
  const std::string model = fingerprint.substr(0, fingerprint.find('\n'));
  const std::string kind =
      fmt::format("{} {}", to_string(precision), kernel::matmul_implementation(precision));
  path_ = base::machine_cache_file(*cache, model + "\n" + kind, "packed");
  identity_ = fmt::format("{}\n{}\n{}", version(), kind, fingerprint);
  try {
    open(identity_);
  } catch (const std::exception&) {  // another program's file, or a damaged one
    places_.clear();
  }
}

PackedCache::~PackedCache() {
  if (descriptor_ >= 0) close(descriptor_);
}

PackedCache::PackedCache(PackedCache&& other) noexcept
    : path_(std::move(other.path_)),
      identity_(std::move(other.identity_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      places_(std::move(other.places_)),
      kept_(std::move(other.kept_)) {}

PackedCache& PackedCache::operator=(PackedCache&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(identity_, other.identity_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(places_, other.places_);
  std::swap(kept_, other.kept_);
  return *this;
}

void PackedCache::open(const std::string& identity) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) return;
  const std::string start = read_text(descriptor_, kMagic.size() + kSizeDigits, 0);
  if (!start.starts_with(kMagic)) return;
  const std::size_t size = std::stoull(start.substr(kMagic.size()), nullptr, 16);
  if (size > kMostHeader) return;
  const base::Json header = base::parse_json(read_text(descriptor_, size, start.size()), "cache");
  if (header.at("identity").get<std::string>() != identity) return;
  for (const base::Json& weights : header.at("weights")) {
    const kernel::PackedWeights::Sizes sizes{
        static_cast<kernel::Precision>(number(weights, "precision", kMostPrecision)),
        static_cast<int>(number(weights, "inputs", kMostUnits)),
        static_cast<int>(number(weights, "outputs", kMostUnits))};
    const auto offset = static_cast<std::size_t>(number(weights, "offset", status.st_size));
    if (sizes.bytes() > static_cast<std::size_t>(status.st_size) - offset) {
      places_.clear();
      return;
    }
    places_.emplace(weights.at("name").get<std::string>(), Place{sizes, offset});
  }
}

bool PackedCache::read(const std::string& name, const kernel::PackedWeights::Sizes& sizes,
                       std::byte* memory) const {
  const auto found = places_.find(name);
  return found != places_.end() && found->second.sizes == sizes &&
         read_exactly(descriptor_, memory, sizes.bytes(), found->second.offset);
}

void PackedCache::keep(const std::string& name, const kernel::PackedWeights& weights) {
  if (!path_.empty()) kept_.emplace_back(name, weights);
}

void PackedCache::save() {
  if (kept_.empty()) return;
  try {
    write();
  } catch (const std::exception&) {
    // A full disk or a read-only home: the next start packs again.
  }
  kept_.clear();
}

void PackedCache::write() const {
  base::Json header{{"identity", identity_}, {"weights", base::Json::array()}};
  std::size_t relative = 0;
  std::vector<std::size_t> offsets;
  for (const auto& [name, weights] : kept_) {
    offsets.push_back(relative);
    relative = round_up(relative + weights.bytes().size(), kCacheLine);
  }
  // The header's size depends on the offsets' digits: a first page count is enough for both.
  const std::size_t begin = round_up(
      kMagic.size() + kSizeDigits + identity_.size() * 2 + kept_.size() * kPage / 4, kPage);
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    const kernel::PackedWeights::Sizes& sizes = kept_[i].second.sizes();
    header["weights"].push_back({{"name", kept_[i].first},
                                 {"precision", static_cast<int>(sizes.precision)},
                                 {"inputs", sizes.inputs},
                                 {"outputs", sizes.outputs},
                                 {"offset", begin + offsets[i]}});
  }
  const std::string text = header.dump(-1, ' ', false, base::Json::error_handler_t::replace);
  if (kMagic.size() + kSizeDigits + text.size() > begin) return;  // names beyond all measure

  fs::create_directories(path_.parent_path());
  base::AtomicFile file(path_);
  base::OutputStream& stream = file.stream();
  stream.write(kMagic);
  stream.write(fmt::format("{:016x}", text.size()));
  stream.write(text);
  stream.write(std::string(begin - kMagic.size() - kSizeDigits - text.size(), '\0'));
  std::size_t written = 0;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    stream.write(std::string(offsets[i] - written, '\0'));
    const std::span<const std::byte> bytes = kept_[i].second.bytes();
    stream.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    written = offsets[i] + bytes.size();
  }
  file.commit();
}

}  // namespace tango::model
