#include "base/machine_memory.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "base/cache_directory.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

class Memory : public TemporaryDirectoryTest {
 protected:
  Memory() { setenv("TANGO_CACHE", directory_.c_str(), 1); }
  ~Memory() override { unsetenv("TANGO_CACHE"); }
};

TEST_F(Memory, IsBelievedWhileItsIdentityIsTheSame) {
  EXPECT_FALSE(MachineMemory("model", "speed", "v1").recall().has_value());
  MachineMemory("model", "speed", "v1").keep({{"texts", 4}});
  ASSERT_TRUE(MachineMemory("model", "speed", "v1").recall().has_value());
  EXPECT_EQ(MachineMemory("model", "speed", "v1").recall()->at("texts"), 4);
  EXPECT_FALSE(MachineMemory("model", "speed", "v2").recall().has_value());
  EXPECT_FALSE(MachineMemory("model", "precision", "v1").recall().has_value());
  EXPECT_FALSE(MachineMemory("other", "speed", "v1").recall().has_value());
}

TEST_F(Memory, DamageAndARefusalAreForgetting) {
  MachineMemory("model", "speed", "v1").keep(1);
  std::ofstream(machine_cache_file(*machine_cache(), "model\nspeed", "json")) << "{";
  EXPECT_FALSE(MachineMemory("model", "speed", "v1").recall().has_value());
  setenv("TANGO_CACHE", "off", 1);
  MachineMemory("model", "speed", "v1").keep(1);
  EXPECT_FALSE(MachineMemory("model", "speed", "v1").recall().has_value());
  setenv("TANGO_CACHE", "/proc/nowhere", 1);
  EXPECT_NO_THROW(MachineMemory("model", "speed", "v1").keep(1));
}

}  // namespace
}  // namespace tango::base
