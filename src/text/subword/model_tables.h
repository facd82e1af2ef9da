// Reads the JSON of a subword model: its large tables directly into tables, the rest as a JSON
// value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_builder.h"
#include "text/subword/merge_list.h"
#include "text/subword/vocabulary.h"

namespace tango::text {

/// A model's "vocab", where that is an object or a list of [piece, score], and "merges", where that
/// is a list. The JSON value has them too, but empty.
struct ModelTables {
  TokenIds vocabulary;
  std::vector<double> scores;  ///< Of a list's pieces, whose ids are their places.
  MergeList merges;
};

class ModelTablesBuilder : public base::JsonBuilder {
 public:
  /// Where the vocabulary is: the member "vocab" of the top object's member "model"; or the top
  /// object itself.
  enum class Layout { kTokenizer, kVocabulary };

  /// Parsing throws kInvalidModel, starting with `where`, for a token without a whole number from 0
  /// to 2^31 - 2, a piece that is not [piece, score], and a merge that is not "left right" or
  /// [left, right].
  ModelTablesBuilder(Layout layout, std::string_view where) : layout_(layout), where_(where) {}

  [[nodiscard]] ModelTables& tables() { return tables_; }

 protected:
  void on_key(std::string& name) override;
  void on_scalar(base::Json&& value) override;
  void on_float(double value, std::string_view written) override;
  void on_open(base::Json&& empty) override;
  void on_close() override;

 private:
  enum class Table { kNone, kVocabulary, kPieces, kMerges };

  /// Whether the next value is an element of this table itself.
  [[nodiscard]] bool directly_in(Table table) const {
    return open_table_ == table && depth() == table_depth_;
  }
  /// The table that an object or list would be if it began now.
  [[nodiscard]] Table table_of(const base::Json& empty) const;
  void add_token(const base::Json& id);
  void add_piece(const base::Json& piece);
  void add_merge(const base::Json& merge);

  Layout layout_;
  std::string where_;
  ModelTables tables_;
  bool in_model_ = false;       ///< The top object's last key is "model".
  Table named_ = Table::kNone;  ///< What the model's last key names.
  Table open_table_ = Table::kNone;
  std::size_t table_depth_ = 0;  ///< depth() inside the open table.
  std::string token_;            ///< The vocabulary's last key.
};

}  // namespace tango::text
