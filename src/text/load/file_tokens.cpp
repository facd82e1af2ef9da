#include "text/load/file_tokens.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <tango/error.h>

namespace tango::text {
namespace {

using base::Json;

/// A token before it is known whether it counts as special, on which "normalized" depends.
struct Entry {
  std::string content;
  bool single_word = false, lstrip = false, rstrip = false, special = false;
  std::optional<bool> normalized;

  [[nodiscard]] AddedToken token() const {
    return {content, 0, special, single_word, lstrip, rstrip, normalized.value_or(!special)};
  }
};

Entry special_entry(std::string content) {
  return {.content = std::move(content), .special = true, .normalized = std::nullopt};
}

[[noreturn]] void throw_malformed(std::string_view where, const std::string& what) {
  throw Error(ErrorCode::kInvalidModel, std::string(where) + ": " + what);
}

/// A string, or an object with "content" and flags; nullopt for anything else.
std::optional<Entry> read_entry(const Json& json, std::string_view where) {
  if (json.is_string()) return special_entry(json.get<std::string>());
  if (!json.is_object()) return std::nullopt;
  Entry entry;
  entry.content = base::require_field<std::string>(json, "content", where);
  entry.single_word = base::field_or<bool>(json, "single_word", where, false);
  entry.lstrip = base::field_or<bool>(json, "lstrip", where, false);
  entry.rstrip = base::field_or<bool>(json, "rstrip", where, false);
  entry.special = base::field_or<bool>(json, "special", where, false);
  entry.normalized = base::find_field<bool>(json, "normalized", where);
  return entry;
}

/// A string becomes an entry without flags, so that a table of added tokens may give it some.
struct Named {
  Entry entry;
  bool from_string = false;
};

class Reader {
 public:
  Reader(const DirectoryFiles& files, const TokenizerClass& chosen)
      : files_(files),
        chosen_(chosen),
        where_(files.place("tokenizer_config.json")),
        map_where_(files.place("special_tokens_map.json")) {}

  FileTokens read(const Json& listed, const std::vector<std::string>* pieces) {
    const Json& config = files_.tokenizer_config;
    if (chosen_.stages == ClassStages::kFile) note_loaded(listed);
    read_config();
    const auto decoder = config.find("added_tokens_decoder");
    if (decoder != config.end()) {
      read_decoder(*decoder);
    } else {
      read_map();
      read_added_file();
      read_listed(listed);
    }
    if (!extra_ && pieces == nullptr) extra_ = std::move(from_map_);
    if (!extra_) extra_ = class_extra(pieces);
    return join();
  }

 private:
  using Entries = std::vector<Entry>;

  static bool is_standard(std::string_view key) {
    return std::ranges::find(kSpecialTokenKeys, key) != kSpecialTokenKeys.end();
  }

  void set_named(const std::string& key, const Json& value, std::string_view where, bool of_map) {
    if (value.is_null()) {
      named_[key] = std::nullopt;
      return;
    }
    std::optional<Entry> entry = read_entry(value, where);
    if (!entry) {
      if (!is_standard(key)) return;
      throw_malformed(where, "\"" + key + "\" should be a token: a string, or an object");
    }
    if (of_map && value.is_object()) entry->special = true;
    if (!is_standard(key) && !named_.contains(key)) others_.push_back(key);
    named_[key] = Named{*std::move(entry), value.is_string()};
  }

  Entries read_list(const Json& list, const std::string& key, std::string_view where) const {
    Entries entries;
    for (const Json& value : list) {
      std::optional<Entry> entry = read_entry(value, where);
      if (!entry) throw_malformed(where, "\"" + key + "\" should be a list of tokens");
      entries.push_back(*std::move(entry));
    }
    return entries;
  }

  /// "extra_special_tokens" or its old name: a list, or an object of named tokens.
  std::optional<Entries> read_extra(const Json& json, const std::string& key,
                                    std::string_view where) {
    const auto found = json.find(key);
    if (found == json.end()) return std::nullopt;
    if (found->is_null()) return Entries();
    if (found->is_object()) {
      for (const auto& [name, value] : found->items()) set_named(name, value, where, false);
      return std::nullopt;
    }
    if (!found->is_array()) throw_malformed(where, "\"" + key + "\" should be a list of tokens");
    return read_list(*found, key, where);
  }

  /// Tokens that the tokenizer has before any is added.
  void note_loaded(const Json& listed) {
    if (!listed.is_array()) return;
    for (const Json& value : listed) {
      loaded_.insert(base::require_field<std::string>(value, "content", where_));
    }
  }

  void read_config() {
    const Json& config = files_.tokenizer_config;
    for (const auto& [key, value] : config.items()) {
      const bool token = key.ends_with("_token") && (value.is_string() || value.is_object());
      if (is_standard(key) || token) set_named(key, value, where_, false);
    }
    extra_ = read_extra(config, "extra_special_tokens", where_);
    if (!extra_ || extra_->empty()) {
      auto old = read_extra(config, "additional_special_tokens", where_);
      if (old) extra_ = std::move(old);
    }
  }

  void add(std::int64_t id, Entry entry) {
    by_content_[entry.content] = entry;
    by_id_[id] = std::move(entry);
  }

  void read_decoder(const Json& decoder) {
    if (!decoder.is_object()) {
      throw_malformed(where_, "\"added_tokens_decoder\" should be an object of id: token");
    }
    for (const auto& [text, value] : decoder.items()) {
      std::int64_t id = 0;
      const char* const end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data(), end, id);
      if (error != std::errc() || stop != end || !value.is_object()) {
        throw_malformed(where_, "\"added_tokens_decoder\": \"" + text +
                                    "\" should be the id of an object with \"content\"");
      }
      add(id, *read_entry(value, where_));
    }
  }

  void read_map() {
    const Json& map = files_.special_tokens_map;
    for (const auto& [key, value] : map.items()) {
      if (is_standard(key)) set_named(key, value, map_where_, true);
    }
    if (auto more = read_extra(map, "extra_special_tokens", map_where_)) {
      if (!extra_) extra_.emplace();
      for (Entry& entry : *more) extra_->push_back(std::move(entry));
    }
    from_map_ = read_extra(map, "additional_special_tokens", map_where_);
  }

  void read_added_file() {
    const std::string where = files_.place("added_tokens.json");
    for (const auto& [content, id] : files_.added_tokens.items()) {
      if (!id.is_number_integer()) {
        throw_malformed(where, "the id of \"" + content + "\" should be a whole number");
      }
      const bool special =
          std::ranges::any_of(named_,
                              [&content = content](const auto& one) {
                                return is_standard(one.first) && one.second &&
                                       one.second->entry.content == content;
                              }) ||
          (extra_ && std::ranges::find(*extra_, content, &Entry::content) != extra_->end());
      add(id.get<std::int64_t>(), {.content = content, .special = special, .normalized = !special});
    }
  }

  void read_listed(const Json& listed) {
    const std::string where = files_.place("tokenizer.json");
    if (!listed.is_array()) return;
    for (const Json& value : listed) {
      if (!value.is_object()) throw_malformed(where, "\"added_tokens\" should hold objects");
      add(base::require_field<std::int64_t>(value, "id", where), *read_entry(value, where));
    }
  }

  [[nodiscard]] Entries class_extra(const std::vector<std::string>* pieces) const {
    Entries entries;
    if (pieces != nullptr) {
      for (const std::string& piece : *pieces) {
        entries.push_back({.content = piece, .normalized = false});
      }
      return entries;
    }
    if (chosen_.stages != ClassStages::kCamembert) return entries;
    for (const char* unused : {"<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"}) {
      entries.push_back(special_entry(unused));
    }
    return entries;
  }

  /// What the files say of a special token, else the class; nullopt for null.
  [[nodiscard]] std::optional<Entry> named(const std::string& key,
                                           std::string_view otherwise) const {
    const auto found = named_.find(key);
    if (found != named_.end() && !found->second) return std::nullopt;
    if (found == named_.end() && otherwise.empty()) return std::nullopt;
    const bool of_file = found != named_.end();
    if (of_file && is_standard(key)) {
      const auto flagged = by_content_.find(found->second->entry.content);
      if (flagged != by_content_.end()) return flagged->second;
    }
    Entry entry = of_file ? found->second->entry : special_entry(std::string(otherwise));
    const bool from_string = !of_file || found->second->from_string;
    if (key == "mask_token" && from_string) entry.lstrip = chosen_.mask_takes_space;
    return entry;
  }

  FileTokens join() {
    FileTokens tokens;
    Entries specials;
    for (std::size_t i = 0; i < kSpecialTokenKeys.size(); ++i) {
      const std::optional<Entry> entry = named(kSpecialTokenKeys[i], chosen_.special[i]);
      if (!entry) continue;
      tokens.special[i] = entry->token();
      specials.push_back(*entry);
    }
    for (const std::string& key : others_) {
      if (const std::optional<Entry> entry = named(key, "")) specials.push_back(*entry);
    }
    const auto add = [&](Entry entry) {
      const bool is_named =
          std::ranges::find(specials, entry.content, &Entry::content) != specials.end();
      entry.special = entry.special || is_named;
      tokens.added.push_back(entry.token());
    };
    for (const auto& [id, entry] : by_id_) {
      loaded_.insert(entry.content);
      add(entry);
    }
    for (const Entries& list : {specials, *extra_}) {
      for (const Entry& entry : list) {
        if (!loaded_.contains(entry.content)) add(entry);
      }
    }
    return tokens;
  }

  const DirectoryFiles& files_;
  const TokenizerClass& chosen_;
  std::string where_;
  std::string map_where_;
  std::map<std::string, std::optional<Named>> named_;
  std::vector<std::string> others_;  ///< Keys of named tokens beyond the standard ones.
  std::optional<Entries> extra_;
  std::optional<Entries> from_map_;      ///< special_tokens_map.json's "additional_special_tokens".
  std::set<std::string> loaded_;         ///< Contents that nothing has to add.
  std::map<std::int64_t, Entry> by_id_;  ///< A later file's token takes an earlier one's id.
  std::map<std::string, Entry> by_content_;  ///< Those, too, whose id was taken.
};

}  // namespace

const std::string& FileTokens::content(SpecialTokenKey key, std::string_view where) const {
  if (!special[key]) {
    throw_malformed(where, std::string("\"") + kSpecialTokenKeys[key] +
                               "\" is null, but this tokenizer puts it around every text");
  }
  return special[key]->content;
}

FileTokens read_file_tokens(const DirectoryFiles& files, const TokenizerClass& chosen,
                            const Json& listed, const std::vector<std::string>* pieces) {
  return Reader(files, chosen).read(listed, pieces);
}

void add_tokens(const std::vector<AddedToken>& added, const SubwordModel& model,
                std::vector<AddedToken>& tokens, std::string_view where) {
  std::unordered_map<std::string, std::size_t> places;
  auto next = static_cast<std::int64_t>(model.listed());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    places[tokens[i].content] = i;
    next = std::max<std::int64_t>(next, std::int64_t{tokens[i].id} + 1);
  }
  for (const AddedToken& one : added) {
    if (one.content.empty()) continue;
    const auto [place, is_new] = places.emplace(one.content, tokens.size());
    AddedToken token = one;
    if (!is_new) {
      token.id = tokens[place->second].id;
      tokens[place->second] = std::move(token);
      continue;
    }
    token.id = model.vocabulary().id_of(token.content);
    if (token.id < 0) {
      if (!is_token_id(static_cast<std::uint64_t>(next))) {
        throw_malformed(where, "no id is left for the added token \"" + token.content + "\"");
      }
      token.id = static_cast<std::int32_t>(next++);
    }
    tokens.push_back(std::move(token));
  }
}

}  // namespace tango::text
