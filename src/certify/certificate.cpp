#include "certify/certificate.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/own_json.h"

namespace tango::certify {
namespace fs = std::filesystem;

std::int64_t Certificate::attempts_on_data() const {
  return std::ranges::count(attempts, texts, &Attempt::data);
}

fs::path certificate_file(const fs::path& directory) { return directory / "certificate.json"; }

std::optional<Certificate> read_certificate(const fs::path& directory) {
  const fs::path file = certificate_file(directory);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  return certificate_of(base::read_own_json(file), file.string());
}

Certificate require_certificate(const fs::path& directory) {
  auto certificate = read_certificate(directory);
  if (certificate) return std::move(*certificate);
  throw Error(ErrorCode::kNotFound, certificate_file(directory).string() +
                                        ": not there; `tango calibrate` makes a certificate");
}

std::string hexadecimal(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace tango::certify
