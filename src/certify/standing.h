// Whether the certificate of a cascade still stands.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "base/ordered_json.h"
#include "certify/certificate.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

/// Why the certificate in the directory of a cascade that was loaded is void, or can't be read; a
/// sentence without an end. nullopt where it stands or there is none. `cascade`: as it will run;
/// nullptr: what its files say.
[[nodiscard]] std::optional<std::string> why_void(const std::filesystem::path& directory,
                                                  const cascade::Cascade* cascade);

/// What the certificate promises of the cascade as it was loaded: "keep", "of" (whose answers),
/// "confidence_level", "date", "texts" and "sentence"; or "void" with the reason why it promises
/// nothing. null where there is none.
[[nodiscard]] base::OrderedJson promise_json(const std::filesystem::path& directory,
                                             const cascade::Cascade& cascade);

struct Recheck {
  std::size_t texts = 0;  ///< Different texts that were read again.
  bool stands = false;

  [[nodiscard]] std::string in_words() const;
};

/// Runs the certifying texts again: the certificate stands if every tier's answers and decisions
/// are the same, and is then renewed for the models and options of now. `texts` and `reference`
/// (empty without such a file): where they lie. Throws kInvalidInput if these are others; and as
/// read_sample and TierRunner::run do.
[[nodiscard]] Recheck recheck(const TierRunner& runner, const std::filesystem::path& directory,
                              Certificate certificate, const std::filesystem::path& texts,
                              const std::filesystem::path& reference);

}  // namespace tango::certify
