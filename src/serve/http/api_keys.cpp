#include "serve/http/api_keys.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <tango/error.h>

#include "base/mapped_file.h"

namespace tango::serve::http {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::string_view kPrefix = "sha256:";

template <typename Hash>
bool read_hash(std::string_view digits, Hash& hash) {
  if (digits.size() != 2 * hash.size()) return false;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const char* const two = digits.data() + 2 * i;
    if (std::from_chars(two, two + 2, hash[i], 16).ptr != two + 2) return false;
  }
  return true;
}

template <typename Hash>
Hash hash_of(std::string_view key) {
  Hash hash{};
  EVP_Digest(key.data(), key.size(), hash.data(), nullptr, EVP_sha256(), nullptr);
  return hash;
}

}  // namespace

ApiKeys ApiKeys::parse(std::string_view lines, std::string_view where) {
  ApiKeys keys;
  for (int number = 1; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    line = line.substr(0, line.find('#'));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (line.empty()) continue;
    std::string_view digits = line.substr(0, line.find_first_of(" \t"));
    if (digits.starts_with(kPrefix)) digits.remove_prefix(kPrefix.size());
    Key& key = keys.keys_.emplace_back();
    if (!read_hash(digits, key.hash)) {
      // What is there may be a key by mistake: it is not repeated.
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}:{}: a line begins with the SHA-256 of a key, {} hexadecimal "
                              "digits; found {} characters that are something else",
                              where, number, kDigits, digits.size()));
    }
    if (key.hash == hash_of<Hash>("")) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}:{}: this is the SHA-256 of nothing, and no key: what was hashed "
                              "was empty",
                              where, number));
    }
    line.remove_prefix(static_cast<std::size_t>(digits.end() - line.begin()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    key.owner = line;
  }
  if (keys.keys_.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: there is no key; a line holds the SHA-256 of one", where));
  }
  return keys;
}

ApiKeys ApiKeys::read(const std::filesystem::path& path) {
  try {
    const base::MappedFile file(path);
    return parse(file.text(), path.string());
  } catch (const Error& error) {
    throw Error(error.code(), error.what(), {"api_keys"});
  }
}

std::optional<std::uint64_t> ApiKeys::find(std::string_view key) const {
  if (key.empty()) return std::nullopt;
  const auto hash = hash_of<Hash>(key);
  bool found = false;
  for (const Key& one : keys_) {
    found |= CRYPTO_memcmp(one.hash.data(), hash.data(), hash.size()) == 0;  // each is looked at
  }
  if (!found) return std::nullopt;
  return number_of(hash);
}

std::uint64_t ApiKeys::number_of(const Hash& hash) {
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number | 1U;
}

std::string_view ApiKeys::owner_of(std::uint64_t number) const {
  for (const Key& one : keys_) {
    if (number_of(one.hash) == number) return one.owner;
  }
  return {};
}

std::string_view bearer_key(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!boost::beast::iequals(authorization.substr(0, kScheme.size()), kScheme)) return {};
  authorization.remove_prefix(kScheme.size());
  return authorization.substr(std::min(authorization.find_first_not_of(' '), authorization.size()));
}

}  // namespace tango::serve::http
