# Debian 12 packages (scripts/setup installs them); docs/decisions/ says why each was chosen.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(highway REQUIRED IMPORTED_TARGET libhwy>=1.0.3)

add_library(tango_highway INTERFACE)
target_link_libraries(tango_highway INTERFACE PkgConfig::highway)

pkg_check_modules(oniguruma REQUIRED IMPORTED_TARGET oniguruma>=6.9.8)
add_library(tango_oniguruma INTERFACE)
target_link_libraries(tango_oniguruma INTERFACE PkgConfig::oniguruma)

pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib>=1.2.13)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd>=1.5.4)
add_library(tango_compression INTERFACE)
target_link_libraries(tango_compression INTERFACE PkgConfig::zlib PkgConfig::zstd)

if(NOT TANGO_PROGRAMS)
  return()
endif()

find_package(CLI11 2.1 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(Boost 1.74 REQUIRED)  # headers: Boost.Math; Asio and Beast
find_package(OpenSSL 3 REQUIRED)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core>=1.0)
add_library(tango_prometheus INTERFACE)
target_link_libraries(tango_prometheus INTERFACE PkgConfig::prometheus)
pkg_check_modules(grpc REQUIRED IMPORTED_TARGET grpc++>=1.51)
pkg_check_modules(protobuf REQUIRED IMPORTED_TARGET protobuf>=3.21)

# Debian's libtorch, or a newer one: -DTorch_DIR=DIR/share/cmake/Torch.
if(TANGO_TRAIN STREQUAL AUTO)
  find_package(Torch QUIET)
elseif(TANGO_TRAIN)
  find_package(Torch REQUIRED)
endif()
if(Torch_FOUND)
  add_library(tango_torch INTERFACE)
  target_link_libraries(tango_torch INTERFACE ${TORCH_LIBRARIES})
  target_include_directories(tango_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
  separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
  target_compile_options(tango_torch INTERFACE ${torch_flags})
  find_path(torch_own_fmt fmt/format.h PATHS ${TORCH_INCLUDE_DIRS} NO_DEFAULT_PATH)
  if(torch_own_fmt)
    # Newer ones bring an fmt of their own, in the way of the one that is linked.
    target_compile_definitions(tango_torch INTERFACE FMT_HEADER_ONLY)
  endif()
endif()

if(TANGO_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(TANGO_BENCHES)
  find_package(benchmark REQUIRED)
endif()
