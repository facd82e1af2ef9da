#include "train/command/trainer_options.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "command/limits.h"
#include "kernel/isa.h"

namespace tango::train {

void add_run_options(CLI::App& command, RunOptions& options) {
  TrainerOptions& trainer = options.trainer;
  const auto number = [&](const char* flag, double& value, const char* help) {
    return command.add_option(flag, value, help)
        ->capture_default_str()
        ->check(command::at_least(0));
  };
  const auto count = [&]<typename Count>(const char* flag, Count& value, const char* help,
                                         Count least = 0, Count most = 1'000'000'000) {
    command.add_option(flag, value, help)
        ->capture_default_str()
        ->check(command::in_range(least, most));
  };
  count("--epochs", trainer.epochs, "Number of passes over the texts.", std::int64_t{1});
  count("--max-steps", trainer.max_steps,
        "Maximum number of steps; 0 means as many as --epochs takes.");
  count("--batch-size", trainer.batch_size, "Number of texts per step.", std::int64_t{1});
  number("--learning-rate", trainer.learning_rate, "Learning rate at its peak.");
  number("--warm-up", trainer.warm_up, "Share of all steps in which the learning rate rises.")
      ->check(command::in_range(0.0, 1.0));
  number("--weight-decay", trainer.adam_w.weight_decay, "Weight decay of the matrices.");
  number("--max-gradient-norm", trainer.max_gradient_norm,
         "Gradients with a larger norm are clipped to it; 0 means never.");
  count("--evaluations-per-epoch", trainer.evaluations_per_epoch,
        "Number of evaluations on the dev texts per epoch.");
  count("--patience", trainer.patience,
        "Number of evaluations without a better one after which the run ends; 0 means no limit.");
  number("--save-every-s", trainer.save_every_s, "Seconds between saved states.");
  command
      .add_option("--seed", trainer.seed,
                  "Seed of the initial weights, the order of the texts and dropout.")
      ->capture_default_str()
      ->check(command::seed());
  count("--threads", options.threads,
        "Number of threads; 0 means one per usable CPU, and for a BiLSTM a single one.", 0, 4096);
  command
      .add_option("--precision", options.precision,
                  "Arithmetic of the matrix products: auto, bf16 or fp32.")
      ->capture_default_str()
      ->check(command::one_of({"auto", "bf16", "fp32"}));
  command
      .add_option("--device", options.device,
                  "Where encoders compute: auto, cpu or cuda. A BiLSTM always uses the CPU.")
      ->capture_default_str()
      ->check(command::one_of({"auto", "cpu", "cuda"}));
  command
      .add_option("--storage", options.storage,
                  "Type of the weights in the model's file: bf16 or fp32.")
      ->capture_default_str()
      ->check(command::one_of({"bf16", "fp32"}));
  command.add_option("--output", options.output, "Model directory to write.")
      ->type_name("DIR")
      ->required();
  command.add_flag("--quiet", trainer.quiet, "Show no progress.");
}

void add_shards_option(CLI::App& command, RunOptions& options) {
  command
      .add_option("--shards", options.trainer.shards,
                  "Number of parts of a step's texts that are computed at the same time, one "
                  "thread per part. This is faster where texts are short.")
      ->capture_default_str()
      ->check(command::in_range(1, 256));
}

at::Device device_of(const RunOptions& options) {
  if (options.device == "cpu" || (options.device == "auto" && !at::hasCUDA())) return at::kCPU;
  if (!at::hasCUDA()) {
    throw Error(
        ErrorCode::kUnsupported,
        "--device cuda: this libtorch was built without CUDA, or the machine has no GPU that it "
        "can use; to build with another libtorch, set Torch_DIR");
  }
  return at::kCUDA;
}

Compute compute_of(const RunOptions& options) {
  const bool has_bfloat16 = device_of(options).is_cuda() || kernel::has_bfloat16_dot();
  const bool narrow = options.precision == "bf16" || (options.precision == "auto" && has_bfloat16);
  return narrow ? Compute::kBfloat16 : Compute::kFloat32;
}

Storage storage_of(const RunOptions& options) {
  return options.storage == "bf16" ? Storage::kBfloat16 : Storage::kFloat32;
}

void set_threads_of_blas(int threads) {
  // OpenBLAS has threads of its own, which libtorch does not set, and their number decides the last
  // bits of a product. Beside threads of ours they would compete for the same cores.
  using SetThreads = void (*)(int);
  if (void* found = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"); found != nullptr) {
    reinterpret_cast<SetThreads>(found)(threads);  // NOLINT(*-reinterpret-cast)
  }
}

void set_threads(const RunOptions& options, int by_default) {
  int threads = options.threads > 0 ? options.threads : by_default;
  if (threads == 0) threads = base::usable_cpus();
  at::set_num_threads(threads);
  set_threads_of_blas(options.trainer.shards > 1 ? 1 : threads);
}

std::string identity_of(const CLI::App& command) {
  std::string identity = command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (name == "--help" || name == "--quiet" || name == "--output" || name == "--save-every-s" ||
        name == "--threads") {
      continue;
    }
    identity += " " + name + "=";
    if (option->count() == 0) identity += option->get_default_str();
    for (const std::string& value : option->results()) identity += value + ",";
  }
  return identity;
}

}  // namespace tango::train
