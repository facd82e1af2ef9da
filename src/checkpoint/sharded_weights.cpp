#include "checkpoint/sharded_weights.h"

#include "base/json.h"
#include "base/mapped_file.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

}  // namespace

ShardIndex parse_shard_index(std::string_view text, std::string_view where) {
  const base::Json json = base::parse_json(text, where);
  const auto map = json.is_object() ? json.find("weight_map") : json.end();
  if (map == json.end() || !map->is_object()) {
    throw_invalid(where, "\"weight_map\" should be an object from tensor names to file names");
  }
  ShardIndex index;
  for (const auto& [name, value] : map->items()) {
    if (!value.is_string() || !is_plain_file_name(value.get_ref<const std::string&>())) {
      throw_invalid(
          where, "tensor " + in_quotes(name) +
                     ": its shard should be the name of a file in the same directory, "
                     "found " +
                     in_quotes(value.dump(-1, ' ', false, base::Json::error_handler_t::replace)));
    }
    index.insert_or_assign(canonical_name(name), value.get<std::string>());
  }
  return index;
}

ShardedWeights::ShardedWeights(const std::filesystem::path& index) : where_(index.string()) {
  index_ = parse_shard_index(base::MappedFile(index).text(), where_);
  for (const auto& [name, shard] : index_) {
    auto opened = shards_.find(shard);
    if (opened == shards_.end()) {
      const std::filesystem::path path = index.parent_path() / shard;
      if (!std::filesystem::is_regular_file(path)) {
        throw_invalid(where_, "the shard " + in_quotes(shard) + ", which should hold tensor " +
                                  in_quotes(name) + ", is not in the directory");
      }
      opened = shards_.emplace(shard, open_tensor_table(path)).first;
    }
    if (!opened->second->contains(name)) {
      throw_invalid(opened->second->where(), "tensor " + in_quotes(name) + " is missing; " +
                                                 where_ + " places it in this shard");
    }
  }
}

std::vector<std::string> ShardedWeights::names() const {
  std::vector<std::string> all;
  for (const auto& [file, shard] : shards_) {
    for (std::string& name : shard->names()) {
      const auto found = index_.find(name);
      if (found != index_.end() && found->second == file) all.push_back(std::move(name));
    }
  }
  return all;
}

bool ShardedWeights::contains(std::string_view name) const { return index_.contains(name); }

std::optional<tensor::Shape> ShardedWeights::shape(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : shards_.find(found->second)->second->shape(name);
}

const TensorTable& ShardedWeights::shard_of(std::string_view name,
                                            const tensor::Shape& expected) const {
  const auto found = index_.find(name);
  if (found == index_.end()) {
    throw_invalid(where_, "tensor " + in_quotes(name) + " is missing; expected shape " +
                              tensor::to_string(expected));
  }
  return *shards_.find(found->second)->second;
}

tensor::Tensor ShardedWeights::load(std::string_view name, const tensor::Shape& expected) const {
  return shard_of(name, expected).load(name, expected);
}

std::shared_ptr<const float> ShardedWeights::view(std::string_view name,
                                                  const tensor::Shape& expected) const {
  return shard_of(name, expected).view(name, expected);
}

}  // namespace tango::checkpoint
