#include "cli/carrying_reader.h"

#include <algorithm>
#include <utility>

#include <tango/error.h>

namespace tango::cli {

bool CarryingReader::next(task::Record& record) {
  try {
    if (!reader_.next(record)) return false;
  } catch (const Error&) {
    if (reader_.can_go_on()) {
      CarriedRow row{.is_lost = true};
      const std::vector<std::string> names = reader_.columns();
      // The row's number in the place of an id of the user's would be another row's.
      if (has_id_ || (keeps_all_ && std::ranges::find(names, "id") != names.end())) {
        row.carried.id = {.name = "id", .value = "null", .is_json = true};
      }
      push(std::move(row));
    }
    throw;
  }
  if (on_columns_) std::exchange(on_columns_, nullptr)(reader_.columns());
  push({.carried = std::move(record.carried)});
  return true;
}

void CarryingReader::push(CarriedRow&& row) {
  const std::lock_guard lock(mutex_);
  rows_.push_back(std::move(row));
}

CarriedRow CarryingReader::pop() {
  const std::lock_guard lock(mutex_);
  CarriedRow row = std::move(rows_.front());
  rows_.pop_front();
  return row;
}

}  // namespace tango::cli
