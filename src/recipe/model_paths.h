// How a cascade that was built names models that are not in it.
#pragma once

#include <filesystem>
#include <string>

namespace tango::recipe {

/// The name for `model`, an absolute path, in the cascade directory `cascade`: a model of the
/// `store` is named as it is there; one in the directory that the cascade lies in, or below that,
/// by the way from the cascade, so that both can go elsewhere together; any other by its path.
[[nodiscard]] std::string portable_name(const std::filesystem::path& model,
                                        const std::filesystem::path& cascade,
                                        const std::filesystem::path& store);

/// Rewrites the models of `draft`/cascade.json so, for a cascade that will be at `cascade`. Throws
/// kIo.
void make_names_portable(const std::filesystem::path& draft, const std::filesystem::path& cascade,
                         const std::filesystem::path& store);

}  // namespace tango::recipe
