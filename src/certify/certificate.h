// certificate.json, beside the cascade.json that it is about: what was promised, by what evidence,
// and what must stay the same for it to stand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "certify/evidence.h"
#include "certify/identity.h"
#include "certify/promise.h"
#include "task/record_reader.h"

namespace tango::certify {

/// One calibration: of what texts, and what was asked of them.
struct Attempt {
  std::string data;  ///< A hash of the sample's texts, whatever their order.
  std::string key;   ///< A hash of models, kind of confidence, promise and Certificate::data.

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing
struct Certificate {
  std::string tango;  ///< The version that made it.
  std::string date;   ///< "2026-11-26", UTC.
  Promise promise;
  Evidence evidence;
  CascadeIdentity identity;
  std::filesystem::path file;         ///< Of the certifying texts, as it was named.
  std::filesystem::path reference;    ///< Of the reference's answers; empty without such a file.
  task::RecordReaderOptions reading;  ///< Of that file.
  std::string data;                   ///< A hash of the sample.
  /// Certifying texts of the largest group that a column names; 0 where none does, and each text is
  /// independent of the others.
  std::int64_t largest_group = 0;
  std::string texts;              ///< A hash of its texts alone, whatever their order.
  std::string decisions;          ///< hash_of_decisions of all its texts.
  std::vector<Attempt> attempts;  ///< All, this one included.

  /// Calibrations on these texts or half of them that are known of, this one included.
  [[nodiscard]] std::int64_t attempts_on_data() const;
};

/// The file of a cascade's certificate.
[[nodiscard]] std::filesystem::path certificate_file(const std::filesystem::path& directory);

/// nullopt where the directory has none. Throws kInvalidModel that names the file and the field.
[[nodiscard]] std::optional<Certificate> read_certificate(const std::filesystem::path& directory);

/// Throws kNotFound where there is none.
[[nodiscard]] Certificate require_certificate(const std::filesystem::path& directory);

[[nodiscard]] base::Json to_json(const Certificate& certificate);
/// Throws kInvalidModel that starts with `where`.
[[nodiscard]] Certificate certificate_of(const base::Json& json, const std::string& where);

/// In percent, without the sign, rounded down to a tenth: "97.9".
[[nodiscard]] std::string percent_at_least(double share);

/// What is promised, and what is not, in two sentences.
[[nodiscard]] std::string in_two_sentences(const Certificate& certificate);

/// What each tier and each class does at the thresholds, a line each, then the two sentences.
[[nodiscard]] std::string summary_of(const Certificate& certificate);

/// What thresholds would cost and keep, a line each with a bar; empty where nothing is known of it.
[[nodiscard]] std::string picture_of(const Evidence& evidence);

/// 16 hexadecimal digits.
[[nodiscard]] std::string hexadecimal(std::uint64_t hash);

}  // namespace tango::certify
