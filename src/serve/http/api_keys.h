// Who may ask: API keys, of which only hashes are kept.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tango::serve::http {

/// A file with a line per key: its SHA-256 as 64 hexadecimal digits, perhaps with "sha256:" before
/// them, then perhaps a space and whose it is. # starts a comment.
class ApiKeys {
 public:
  /// Throws kInvalidInput that names `where`, the line and what is wrong there, such as the hash of
  /// nothing; and where there is no key.
  static ApiKeys parse(std::string_view lines, std::string_view where);
  /// Throws kNotFound and kIo besides.
  static ApiKeys read(const std::filesystem::path& path);

  /// A number that stands for the key, never 0; nullopt where it is none of them or empty.
  /// Takes the same time whatever the key is.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view key) const;

  /// Whose the key is for which find() gave `number`; "" where the file doesn't say.
  [[nodiscard]] std::string_view owner_of(std::uint64_t number) const;

  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  using Hash = std::array<unsigned char, 32>;

  struct Key {
    Hash hash;
    std::string owner;
  };
  [[nodiscard]] static std::uint64_t number_of(const Hash& hash);

  std::vector<Key> keys_;
};

/// The keys of now, nullptr where none is needed. Thread-safe.
class CurrentKeys {
 public:
  void set(std::shared_ptr<const ApiKeys> keys) {
    const std::lock_guard lock(mutex_);
    keys_.swap(keys);
  }
  [[nodiscard]] std::shared_ptr<const ApiKeys> get() const {
    const std::lock_guard lock(mutex_);
    return keys_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const ApiKeys> keys_;
};

/// The key of an `Authorization: Bearer KEY`; "" where the header is another one.
[[nodiscard]] std::string_view bearer_key(std::string_view authorization);

}  // namespace tango::serve::http
