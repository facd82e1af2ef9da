# Debian 12 packages (scripts/setup installs them); docs/decisions/ says why each was chosen.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(highway REQUIRED IMPORTED_TARGET libhwy>=1.0.3)

add_library(tango_highway INTERFACE)
target_link_libraries(tango_highway INTERFACE PkgConfig::highway)

if(TANGO_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(TANGO_BENCHES)
  find_package(benchmark REQUIRED)
endif()
