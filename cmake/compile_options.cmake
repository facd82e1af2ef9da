# Flags that every target shares; none of them reaches a project that this one is a part of.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)  # include/tango/export.h says what libtango.so exports
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")  # the kernels: -O3
endif()

add_library(tango_options INTERFACE)
# The baseline is x86-64-v2 (SSE4.2, CPUs since 2009): wider instructions are reached by run-time
# dispatch (Highway), so that one binary runs everywhere.
target_compile_options(tango_options INTERFACE -march=x86-64-v2)
# Unused, and not part of x86-64-v2.
target_compile_definitions(tango_options INTERFACE HWY_DISABLE_PCLMUL_AES)
target_compile_options(tango_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wconversion -Wno-sign-conversion
  -Wno-missing-field-initializers -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of overlapping copies inside std::string's operator+ where there are none (PR 105651).
  target_compile_options(tango_options INTERFACE -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A class of one source, with members of an anonymous namespace of the same source, is no header's.
  target_compile_options(tango_options INTERFACE -Wno-subobject-linkage)
endif()
if(TANGO_WARNINGS_AS_ERRORS)
  target_compile_options(tango_options INTERFACE -Werror)
endif()
if(TANGO_SANITIZE)
  target_compile_options(tango_options INTERFACE -fsanitize=${TANGO_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(tango_options INTERFACE -fsanitize=${TANGO_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's flow analysis loses track inside instrumented code and warns of what is not there.
    target_compile_options(tango_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(TANGO_FUZZ)
  # Coverage inside the libraries is what guides libFuzzer.
  target_compile_options(tango_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
