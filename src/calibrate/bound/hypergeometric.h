// Exact bounds on how many texts of one file are losses, from texts of it drawn without
// replacement.
#pragma once

#include <cstdint>

namespace tango::calibrate {

/// P(X = losses), X: losses among `drawn` texts of a file of `texts` with `file_losses` losses.
/// Precondition: that of hypergeometric_cdf().
[[nodiscard]] double hypergeometric_mass(std::int64_t losses, std::int64_t drawn,
                                         std::int64_t file_losses, std::int64_t texts);

/// P(X <= losses), X: losses among `drawn` texts of a file of `texts` with `file_losses` losses.
/// Precondition: drawn and file_losses are at most texts, texts below 2^32.
[[nodiscard]] double hypergeometric_cdf(std::int64_t losses, std::int64_t drawn,
                                        std::int64_t file_losses, std::int64_t texts);

/// One-sided: the file has more losses with probability at most `significance`, where `losses` of
/// `drawn` were seen (Konijn 1973's exact limits; Buonaccorsi 1987). Counts the losses that were
/// seen, too. Precondition: losses <= drawn <= texts.
[[nodiscard]] std::int64_t file_losses_upper_bound(std::int64_t losses, std::int64_t drawn,
                                                   std::int64_t texts, double significance);

}  // namespace tango::calibrate
