#include "evaluate/sweep_table.h"

#include <fmt/format.h>

#include "evaluate/report/cells.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

std::string speedup_text(const OrderedJson& speedup) {
  return speedup.is_null() ? "never" : fmt::format("{:.2f}x", speedup.get<double>());
}

}  // namespace

std::string sweep_table(const OrderedJson& sweep) {
  std::string table;
  for (const OrderedJson& setting : sweep.at("settings")) {
    if (!setting.contains("speedups")) continue;
    table += fmt::format("\n{}\n{:<26}", setting.at("name").get<std::string>(), "speedup at");
    for (const OrderedJson& one : setting.at("speedups")) {
      table += fmt::format("{:>10.1f} %", 100 * one.at("share").get<double>());
    }
    const auto row = [&](const std::string& name, const OrderedJson& speedups, auto value) {
      table += fmt::format("\n{:<26}", name);
      for (const OrderedJson& one : speedups) table += fmt::format("{:>12}", value(one));
    };
    const auto plain = [](const OrderedJson& one) { return speedup_text(one.at("speedup")); };
    const auto policy = [&](const std::string& name, const OrderedJson& found) {
      row(name + ", read off here", found.at("speedups"), [](const OrderedJson& one) {
        return one.at("paper").is_null() ? "never" : speedup_text(one.at("paper").at("speedup"));
      });
      if (!found.contains("tuned")) return;
      row(name + ", chosen elsewhere", found.at("tuned"), [](const OrderedJson& one) {
        return one.contains("report") ? speedup_text(one.at("report").at("speedup")) : "never";
      });
      row("  share that it kept", found.at("tuned"), [&](const OrderedJson& one) {
        return one.contains("report") ? kept(setting, one.at("report")) : std::string();
      });
    };
    policy("cascade", setting);
    if (setting.contains("per_class")) policy("per class", setting.at("per_class"));
    row("oracle", setting.at("oracle").at("speedups"), plain);
    row("random deferral", setting.at("random").at("speedups"),
        [](const OrderedJson& one) { return speedup_text(one.at("speedup").at("mean")); });
    for (const OrderedJson& baseline : setting.at("baselines")) {
      row(baseline.at("name").get<std::string>(), baseline.at("speedups"), plain);
    }
    table += "\n";
    if (!setting.contains("rivals")) continue;
    for (const OrderedJson& rival : setting.at("rivals")) {
      for (const OrderedJson& point : rival.at("points")) {
        table += fmt::format(
            "beside {} at {:.1f}x: {:.2f} and {:.2f}, {} ({:+.2f} … {:+.2f})\n",
            rival.at("name").get<std::string>(), point.at("speedup").get<double>(),
            100 * point.at("score").get<double>(), 100 * point.at("rival_score").get<double>(),
            point.at("verdict").get<std::string>(), 100 * point.at("low").get<double>(),
            100 * point.at("high").get<double>());
      }
    }
  }
  if (!sweep.contains("online")) return table;
  table += fmt::format("\narriving at random\n{:<12}{:>8}{:>13}{:>12}{:>12}\n", "", "load",
                       "texts/s", "p50, ms", "p99, ms");
  for (const OrderedJson& run : sweep.at("online").at("runs")) {
    table += fmt::format("{:<12}{:>6.0f} %{:>13.1f}{:>12.2f}{:>12.2f}\n",
                         run.at("system").get<std::string>(), 100 * run.at("load").get<double>(),
                         run.at("arriving_per_s").get<double>(), run.at("p50_ms").get<double>(),
                         run.at("p99_ms").get<double>());
  }
  return table;
}

}  // namespace tango::evaluate
