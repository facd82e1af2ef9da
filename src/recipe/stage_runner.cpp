#include "recipe/stage_runner.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <fstream>
#include <future>
#include <span>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/file_status.h"
#include "base/random.h"
#include "command/stop.h"
#include "recipe/content_hash.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

fs::path record_of(const fs::path& work, const std::string& stage) {
  std::string name = stage;
  std::replace(name.begin(), name.end(), '/', '-');
  return work / "stages" / (name + ".json");
}

/// An empty object when there is no record, or it can't be read.
base::Json read_record(const fs::path& path) {
  std::ifstream file(path);
  const base::Json record = base::Json::parse(file, nullptr, false);
  return record.is_object() ? record : base::Json::object();
}

void remove_whole(const fs::path& path) {
  std::error_code failure;
  fs::remove_all(path, failure);
  if (failure) throw Error(ErrorCode::kIo, path.string() + ": " + failure.message());
}

void remove_with_partial(const fs::path& output) {
  for (const fs::path& path : {output, fs::path(output) += ".training", base::draft_path(output)}) {
    remove_whole(path);
  }
}

}  // namespace

StageRunner::StageRunner(fs::path work, BuildObserver observer)
    : work_(std::move(work)), observer_(std::move(observer)) {
  std::error_code failure;
  fs::create_directories(work_ / "stages", failure);
  if (failure) throw Error(ErrorCode::kIo, work_.string() + ": " + failure.message());
  const std::string lock = (work_ / "lock").string();
  lock_ = open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);  // NOLINT(*-vararg)
  if (lock_ < 0) throw Error(ErrorCode::kIo, lock + ": " + std::strerror(errno));
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    close(lock_);
    throw Error(ErrorCode::kUsage, work_.string() +
                                       ": another build uses this directory; wait for its end, "
                                       "or use another work directory");
  }
}

StageRunner::~StageRunner() { close(lock_); }

std::uint64_t StageRunner::identity_of(const Stage& stage) {
  std::uint64_t identity = base::fnv1a64(fmt::format("tango {} {}", version(), stage.what));
  for (const fs::path& input : stage.inputs.find()) {
    auto known = made_.find(input);
    if (known == made_.end()) known = made_.emplace(input, content_hash(input)).first;
    identity = base::mix64(identity ^ base::mix64(known->second));
  }
  return identity;
}

void StageRunner::log(const base::Json& line) const {
  std::ofstream file(work_ / "build.jsonl", std::ios::app);
  file << line.dump() << '\n' << std::flush;
  if (!file) throw Error(ErrorCode::kIo, (work_ / "build.jsonl").string() + ": can't be written");
}

bool StageRunner::was_begun(const std::string& stage) const {
  return base::exists(record_of(work_, stage));
}

bool StageRunner::is_known(const Stage& stage) {
  const base::Json record = read_record(record_of(work_, stage.name));
  return record.value("identity", "") == fmt::format("{:016x}", identity_of(stage));
}

bool StageRunner::is_unchanged(const Stage& stage) {
  return base::exists(stage.output) && is_known(stage);
}

bool StageRunner::is_made(const Stage& stage) {
  if (!is_known(stage)) remove_with_partial(stage.output);
  if (!base::exists(stage.output)) return false;
  made_[stage.output] = identity_of(stage);
  log({{"stage", stage.name}, {"event", "unchanged"}});
  if (observer_.on_unchanged) observer_.on_unchanged(stage.name);
  return true;
}

void StageRunner::begin(const Stage& stage) {
  command::throw_if_stopped();
  const base::Json record{{"identity", fmt::format("{:016x}", identity_of(stage))},
                          {"what", stage.what}};
  base::write_file(record_of(work_, stage.name), record.dump(2) + "\n");
  if (observer_.on_begin) observer_.on_begin(stage.name);
  log({{"stage", stage.name}, {"event", "begins"}});
  fs::create_directories(stage.output.parent_path());
}

void StageRunner::end(const Stage& stage, double seconds) {
  made_[stage.output] = identity_of(stage);
  log({{"stage", stage.name}, {"event", "ends"}, {"seconds", seconds}});
}

void StageRunner::run(const StageGroup& group) {
  std::vector<const Stage*> waiting;
  for (const Stage& stage : group.stages) {
    if (!is_made(stage)) waiting.push_back(&stage);
  }
  const auto timed = [](const Stage* stage) {
    const Clock::time_point start = Clock::now();
    stage->run();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const std::size_t at_once = group.at_once;
  const auto policy = at_once > 1 ? std::launch::async : std::launch::deferred;
  for (std::size_t first = 0; first < waiting.size(); first += at_once) {
    const auto some = std::span(waiting).subspan(first, std::min(at_once, waiting.size() - first));
    std::vector<std::future<double>> running;
    for (const Stage* stage : some) {
      begin(*stage);
      running.push_back(std::async(policy, timed, stage));
    }
    std::exception_ptr failure;
    for (std::size_t i = 0; i < some.size(); ++i) {
      try {
        end(*some[i], running[i].get());
      } catch (...) {
        if (!failure) failure = std::current_exception();
      }
    }
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace tango::recipe
