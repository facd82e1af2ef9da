// Which requests are taken while there is more to do than the cores can. Pure policy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace tango::serve {

struct AdmissionOptions {
  /// Under way at most, as cost_of() estimates them, and twice more for each later tier that is to
  /// read them.
  std::size_t tokens = std::size_t{1} << 20U;
  /// From this share of them on, the first tier answers what it takes, however sure it is; above
  /// 1: never.
  double degrade_from = 2;
};

/// One rule for one text and for many: they fit, or nothing else is under way. A tenant with a key
/// may besides have four times as many tokens as are free (dynamic thresholds, Choudhury and Hahne
/// 1998): alone it fills four fifths, and what is left is for the others. Not thread-safe.
class Admission {
 public:
  enum class Decision { kTake, kDegrade, kRefuse };

  explicit Admission(const AdmissionOptions& options) : options_(options) {}

  /// `tenant`: 0 for those without a key, who have no share of their own.
  /// `tiers`: that are expected to read each text, on average.
  [[nodiscard]] Decision decide(std::uint64_t tenant, std::size_t tokens, double tiers = 1) const;

  /// What a request counts that was taken; one that is degraded is read by one tier.
  [[nodiscard]] static std::size_t charge_of(Decision decision, std::size_t tokens, double tiers);

  /// Whether a request of so many bytes, which has not been read, is refused: it would be by its
  /// bytes, and there is less room than a 256th.
  [[nodiscard]] bool refuses_unread(std::uint64_t tenant, std::size_t bytes) const;

  void add(std::uint64_t tenant, std::size_t tokens);
  void release(std::uint64_t tenant, std::size_t tokens);

  [[nodiscard]] std::size_t used() const { return used_; }

  /// Tokens of a text of so many bytes, before it is tokenized.
  [[nodiscard]] static std::size_t cost_of(std::size_t bytes) { return 2 + bytes / 4; }

 private:
  [[nodiscard]] Decision degrades(std::size_t tokens, double tiers) const;
  [[nodiscard]] std::size_t used_by(std::uint64_t tenant) const;

  AdmissionOptions options_;
  std::size_t used_ = 0;
  std::unordered_map<std::uint64_t, std::size_t> by_tenant_;  // none of 0
};

}  // namespace tango::serve
