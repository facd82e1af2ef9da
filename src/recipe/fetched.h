// What recipes start from, brought from its registry when it is not on the disk.
#pragma once

#include <filesystem>
#include <string>

namespace tango::recipe {

/// Sees to it that checkpoint::find_model finds a base model: one that is not there is fetched by
/// fetch_models.py, beside this program, where that knows it. Throws kNotFound.
void fetch_model(const std::string& name, bool quiet);

/// Fetches GloVe by fetch_glove.py, beside this program, where `file` is what that makes and is not
/// there.
void fetch_vectors(const std::filesystem::path& file, bool quiet);

}  // namespace tango::recipe
