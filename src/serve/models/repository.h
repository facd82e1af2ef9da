// A directory of models: which there are, which could be loaded, and how they change.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "serve/catalogue.h"
#include "serve/models/model_state.h"
#include "serve/models/scan.h"

namespace tango::serve {

/// Keeps a catalogue as a directory has it. Thread-safe; changes are made one after the other.
class Repository {
 public:
  /// Loads a model and makes it ready to answer. Throws where it can't.
  using Load = std::function<std::shared_ptr<const ServedModel>(const FoundModel& found)>;
  /// Gets a sentence about each change, and about what is skipped or can't be loaded.
  using Tell = std::function<void(const std::string& sentence)>;

  /// `catalogue` outlives it. `tell` may be nullptr.
  Repository(std::filesystem::path directory, Catalogue& catalogue, Load load, Tell tell = nullptr);

  /// Loads what is new or has changed, or could not be loaded before, and drops what has gone. What
  /// can't be loaded is named in the states, and what was served in its place goes on. Ends before
  /// the next model once `is_stopping`, which may be nullptr. Throws as scan_models() does.
  void refresh(const std::function<bool()>& is_stopping = nullptr);

  /// Loads a model's versions, again if they are served, and also if unload() was called. `name`
  /// may be another name of it, also one that the directory has only now. Throws kNotFound, and the
  /// first error of loading.
  void load(const std::string& name);
  /// Serves it no more until load() is called. Throws kNotFound, also for another name of a model.
  void unload(const std::string& name);

  [[nodiscard]] std::vector<ModelState> states() const;

 private:
  using Key = std::pair<std::string, int>;
  struct Entry {
    std::string fingerprint;  ///< Of the files that were loaded; empty: they are loaded again.
    ModelState state;
    bool unloaded = false;
  };
  struct Pending {
    FoundModel model;
    std::string fingerprint;
  };

  [[nodiscard]] std::vector<Pending> find_changes(const Found& found);
  void begin(const FoundModel& found);
  void load_one(const FoundModel& found, std::string fingerprint);
  [[nodiscard]] std::shared_ptr<const ServedModel> load_whole(const FoundModel& found,
                                                              std::string& fingerprint);
  void drop(const Key& key);
  void load_versions(const std::vector<FoundModel>& versions);
  void tell_who_answers(const std::string& name);
  void set_aliases(Catalogue::Aliases aliases);

  std::filesystem::path directory_;
  Catalogue& catalogue_;
  Load load_;
  Tell tell_;
  std::mutex changing_;  // one change at a time
  Catalogue::Aliases aliases_;
  std::map<std::string, int> told_;  // the version that answers where none is named
  mutable std::mutex mutex_;         // of entries_
  std::map<Key, Entry> entries_;
};

}  // namespace tango::serve
