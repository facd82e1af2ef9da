#include "serve/overload/admission.h"

#include <algorithm>

namespace tango::serve {
namespace {

constexpr std::size_t kTimesFree = 4;
constexpr double kLaterTier = 2;      // a text waits for the batch under way there, and for its own
constexpr std::size_t kLittle = 256;  // the part of all that is little

}  // namespace

std::size_t Admission::used_by(std::uint64_t tenant) const {
  const auto found = by_tenant_.find(tenant);
  return found == by_tenant_.end() ? 0 : found->second;
}

std::size_t Admission::charge_of(Decision decision, std::size_t tokens, double tiers) {
  if (decision == Decision::kDegrade) return tokens;
  return static_cast<std::size_t>((1 + kLaterTier * (tiers - 1)) * static_cast<double>(tokens));
}

Admission::Decision Admission::decide(std::uint64_t tenant, std::size_t tokens,
                                      double tiers) const {
  if (used_ == 0) return Decision::kTake;
  const Decision taken = degrades(tokens, tiers);
  const std::size_t charge = charge_of(taken, tokens, tiers);
  const std::size_t free = options_.tokens - std::min(used_, options_.tokens);
  if (charge > free) return Decision::kRefuse;
  if (tenant != 0 && used_by(tenant) + charge > kTimesFree * free) return Decision::kRefuse;
  return taken;
}

Admission::Decision Admission::degrades(std::size_t tokens, double tiers) const {
  if (options_.degrade_from > 1) return Decision::kTake;
  const double degrade_at = options_.degrade_from * static_cast<double>(options_.tokens);
  const std::size_t used = used_ + charge_of(Decision::kTake, tokens, tiers);
  return static_cast<double>(used) > degrade_at ? Decision::kDegrade : Decision::kTake;
}

bool Admission::refuses_unread(std::uint64_t tenant, std::size_t bytes) const {
  const std::size_t little = std::max<std::size_t>(1, options_.tokens / kLittle);
  return decide(tenant, std::min(cost_of(bytes), little)) == Decision::kRefuse;
}

void Admission::add(std::uint64_t tenant, std::size_t tokens) {
  used_ += tokens;
  if (tenant != 0) by_tenant_[tenant] += tokens;
}

void Admission::release(std::uint64_t tenant, std::size_t tokens) {
  used_ -= tokens;
  if (tenant == 0) return;
  const auto found = by_tenant_.find(tenant);
  found->second -= tokens;
  if (found->second == 0) by_tenant_.erase(found);
}

}  // namespace tango::serve
