#include "base/cpu_count.h"

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

using CgroupQuota = TemporaryDirectoryTest;

TEST_F(CgroupQuota, Version2TakesTheTightestLevel) {
  file("proc/self/cgroup", "0::/outer/inner\n");
  file("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
  file("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
  EXPECT_DOUBLE_EQ(cgroup_cpu_quota(directory_), 1.5);
}

TEST_F(CgroupQuota, Version1ReadsQuotaAndPeriod) {
  file("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/job\n");
  file("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "50000\n");
  file("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(cgroup_cpu_quota(directory_), 0.5);
}

TEST_F(CgroupQuota, ContainersSeeTheirOwnGroupAtTheRoot) {
  file("proc/self/cgroup", "0::/\n");
  file("sys/fs/cgroup/cpu.max", "200000 100000\n");
  EXPECT_DOUBLE_EQ(cgroup_cpu_quota(directory_), 2);
}

TEST_F(CgroupQuota, NoLimitIsZero) {
  EXPECT_DOUBLE_EQ(cgroup_cpu_quota(directory_), 0);
  file("proc/self/cgroup", "0::/\n");
  file("sys/fs/cgroup/cpu.max", "max 100000\n");
  EXPECT_DOUBLE_EQ(cgroup_cpu_quota(directory_), 0);
}

TEST(UsableCpus, IsAtLeastOne) { EXPECT_GE(usable_cpus(), 1); }

}  // namespace
}  // namespace tango::base
