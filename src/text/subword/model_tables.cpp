#include "text/subword/model_tables.h"

#include <utility>

#include <tango/error.h>

#include "text/subword/decimal.h"

namespace tango::text {
namespace {

using base::Json;

std::string shortened(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 60);
}

}  // namespace

void ModelTablesBuilder::on_key(std::string& name) {
  if (directly_in(Table::kVocabulary)) {
    token_.swap(name);
    return;
  }
  if (depth() == 1) in_model_ = layout_ == Layout::kTokenizer && name == "model";
  named_ = Table::kNone;
  if (depth() == 2 && in_model_) {
    if (name == "vocab") named_ = Table::kVocabulary;
    if (name == "merges") named_ = Table::kMerges;
  }
  JsonBuilder::on_key(name);
}

void ModelTablesBuilder::on_scalar(Json&& value) {
  if (directly_in(Table::kVocabulary)) {
    add_token(value);
  } else if (directly_in(Table::kPieces)) {
    add_piece(value);
  } else if (directly_in(Table::kMerges)) {
    add_merge(value);
  } else {
    JsonBuilder::on_scalar(std::move(value));
  }
}

void ModelTablesBuilder::on_float(double value, std::string_view written) {
  on_scalar(open_table_ == Table::kPieces ? read_decimal(written) : value);
}

ModelTablesBuilder::Table ModelTablesBuilder::table_of(const Json& empty) const {
  if (depth() == 2) {
    if (named_ == Table::kVocabulary && empty.is_array()) return Table::kPieces;
    const bool fits = named_ == Table::kVocabulary ? empty.is_object() : empty.is_array();
    return fits ? named_ : Table::kNone;
  }
  const bool whole = layout_ == Layout::kVocabulary && depth() == 0 && empty.is_object();
  return whole ? Table::kVocabulary : Table::kNone;
}

void ModelTablesBuilder::on_open(Json&& empty) {
  if (directly_in(Table::kVocabulary)) add_token(empty);
  const Table table = table_of(empty);
  JsonBuilder::on_open(std::move(empty));
  if (depth() == 2 && in_model_) tables_ = {};  // of two models, as of two tables, the last holds
  if (table == Table::kNone) return;
  if (table == Table::kVocabulary || table == Table::kPieces) {
    tables_.vocabulary.clear();
    tables_.scores.clear();
  }
  if (table == Table::kMerges) tables_.merges.clear();
  open_table_ = table;
  table_depth_ = depth();
}

void ModelTablesBuilder::on_close() {
  if (depth() == table_depth_) open_table_ = Table::kNone;
  JsonBuilder::on_close();
  const bool pieces = directly_in(Table::kPieces);
  if (!pieces && !directly_in(Table::kMerges)) return;
  Json& list = innermost();
  if (pieces) {
    add_piece(list.back());
  } else {
    add_merge(list.back());
  }
  list.erase(list.size() - 1);
}

void ModelTablesBuilder::add_token(const Json& id) {
  if (!id.is_number_unsigned() || !is_token_id(id.get<std::uint64_t>())) {
    throw Error(ErrorCode::kInvalidModel,
                where_ + ": token \"" + token_ + "\" should have an id from 0 to " +
                    std::to_string(kLargestTokenId) + ", found " + shortened(id));
  }
  tables_.vocabulary.add(token_, id.get<std::int32_t>());
}

void ModelTablesBuilder::add_piece(const Json& piece) {
  const std::size_t id = tables_.scores.size();
  const bool fits = piece.is_array() && piece.size() == 2 && piece[0].is_string() &&
                    piece[1].is_number() && is_token_id(id);
  if (!fits) {
    throw Error(ErrorCode::kInvalidModel, where_ + ": piece " + std::to_string(id) +
                                              " should be [piece, score], found " +
                                              shortened(piece));
  }
  tables_.vocabulary.add(piece[0].get_ref<const std::string&>(), static_cast<std::int32_t>(id));
  tables_.scores.push_back(piece[1].get<double>());
}

void ModelTablesBuilder::add_merge(const Json& merge) {
  MergeList& merges = tables_.merges;
  if (merge.is_string()) {
    const auto& line = merge.get_ref<const std::string&>();
    if (!line.starts_with("#version")) merges.add_line(line, where_);
    return;
  }
  if (!merge.is_array() || merge.size() != 2 || !merge[0].is_string() || !merge[1].is_string()) {
    throw Error(ErrorCode::kInvalidModel, where_ + ": merge " + std::to_string(merges.size() + 1) +
                                              " should be \"left right\" or [left, right], found " +
                                              shortened(merge));
  }
  merges.add(merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>());
}

}  // namespace tango::text
