// tango_trust SIMULATION RUNS SEED [POOL NAME]: prints a line of tab-separated results per cell.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "trust/simulations.h"

int main(int count, char** arguments) {
  using namespace tango::trust;
  const std::string simulation = count > 3 ? arguments[1] : "";
  const int runs = count > 3 ? std::atoi(arguments[2]) : 0;
  const std::uint64_t seed = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 0;
  if (simulation == "synthetic") {
    simulate_synthetic(runs, seed);
    return 0;
  }
  if (simulation == "signed") {
    simulate_signed(runs, seed);
    return 0;
  }
  if (simulation == "documents") {
    simulate_documents(runs, seed);
    return 0;
  }
  if (simulation == "watch") {
    simulate_watch(runs, seed, count > 4 ? std::atoll(arguments[4]) : 1'000'000);
    return 0;
  }
  if (simulation == "learned" && count == 7) {
    simulate_learned({arguments[4], arguments[5], arguments[6]}, runs, seed);
    return 0;
  }
  if (count != 6) {
    std::fputs(
        "usage: tango_trust label-free|labelled|limit|one-file|tiers RUNS SEED POOL NAME, "
        "synthetic|signed|documents RUNS SEED, watch RUNS SEED [AUDITS], or learned RUNS SEED "
        "CASCADE "
        "TEXTS NAME\n",
        stderr);
    return 2;
  }
  const Pool pool =
      read_pool(arguments[4], arguments[5], simulation == "one-file" ? kFileTexts : SIZE_MAX);
  if (pool.texts.empty()) {
    std::fprintf(stderr, "%s holds no text; bench/trust.py writes pools\n", arguments[4]);
    return 4;
  }
  if (simulation == "label-free") simulate_label_free(pool, runs, seed);
  if (simulation == "labelled") simulate_labelled(pool, runs, seed);
  if (simulation == "limit") simulate_limit(pool);
  if (simulation == "one-file") simulate_corpus(pool, runs, seed);
  if (simulation == "tiers") simulate_tiers(pool, runs, seed);
  return 0;
}
