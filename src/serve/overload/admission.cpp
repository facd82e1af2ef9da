#include "serve/overload/admission.h"

#include <algorithm>

namespace tango::serve {
namespace {

constexpr std::size_t kTimesFree = 4;
constexpr std::size_t kLittle = 256;  // the part of all that is little

}  // namespace

std::size_t Admission::used_by(std::uint64_t tenant) const {
  const auto found = by_tenant_.find(tenant);
  return found == by_tenant_.end() ? 0 : found->second;
}

Admission::Decision Admission::decide(std::uint64_t tenant, std::size_t tokens) const {
  if (used_ == 0) return Decision::kTake;
  if (tokens > options_.tokens - std::min(used_, options_.tokens)) return Decision::kRefuse;
  const std::size_t free = options_.tokens - used_;
  if (tenant != 0 && used_by(tenant) + tokens > kTimesFree * free) return Decision::kRefuse;
  const double degrade_at = options_.degrade_from * static_cast<double>(options_.tokens);
  return static_cast<double>(used_ + tokens) > degrade_at ? Decision::kDegrade : Decision::kTake;
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
