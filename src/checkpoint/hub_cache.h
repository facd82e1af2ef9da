// Models that the tools of Hugging Face have fetched.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tango::checkpoint {

/// "organisation/name" with, at choice, "@revision" behind it.
struct HubName {
  std::string repository;
  std::string revision = "main";
};

/// nullopt for what cannot be such a name.
[[nodiscard]] std::optional<HubName> hub_name(const std::string& name);

/// $HF_HUB_CACHE, else $HF_HOME/hub, else $XDG_CACHE_HOME/huggingface/hub, else
/// ~/.cache/huggingface/hub.
[[nodiscard]] std::filesystem::path hub_cache();

/// The snapshot of that revision (a branch or tag, or a commit); nullopt where
/// it is not cached.
[[nodiscard]] std::optional<std::filesystem::path> find_snapshot(const HubName& name);

}  // namespace tango::checkpoint
