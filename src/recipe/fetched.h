// What recipes start from, brought from its registry when it is not on the disk.
#pragma once

#include <filesystem>
#include <string>

namespace tango::recipe {

/// The directory of a base model (checkpoint::find_model). One that is not there is fetched by
/// fetch_models.py, beside this program, where that knows it. Throws kNotFound.
std::filesystem::path fetched_model(const std::string& name, bool quiet);

/// Fetches GloVe by fetch_glove.py, beside this program, where `file` is what that makes and is not
/// there.
void fetch_vectors(const std::filesystem::path& file, bool quiet);

}  // namespace tango::recipe
