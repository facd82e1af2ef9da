// What a user asks a certificate to promise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::certify {

struct ClassFloor {
  std::string label;
  double keep = 0.98;
};

struct Promise {
  /// Of the answers of the last tier, or, where the texts are labelled, of its accuracy.
  double keep = 0.98;
  double confidence_level = 0.95;
  std::vector<ClassFloor> floors;  ///< Of the texts that the last tier puts into a class.
  bool labelled = false;

  [[nodiscard]] double risk() const { return 1 - keep; }
  [[nodiscard]] double significance() const { return 1 - confidence_level; }
};

/// Throws kUsage unless the shares lie in (0, 1), with what a percentage would be as a share.
void require_shares(const Promise& promise);

/// The same, and each floor names a label of `labels`, no label has two.
void require_sensible(const Promise& promise, const std::vector<std::string>& labels);

/// "spam=0.95". Throws kUsage.
[[nodiscard]] ClassFloor parse_class_floor(std::string_view text);

}  // namespace tango::certify
