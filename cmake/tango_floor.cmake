# tango_floor(NAME NEEDS floor... PACKAGES target... [EXECUTABLE program] [ISAS isa...]
#             [UNITS n] [TEST_UNITS n] [LONG_TESTS filter])
#
# Makes the static library tango_NAME of every source under src/NAME, and from the neighbours of the
# code: NAME_test (*_test.cpp), NAME_bench (*_bench.cpp) and one fuzzer per file (*_fuzz.cpp).
# They link this floor and what it NEEDS, nothing else; scripts/check_floors.py reads the same NEEDS
# and refuses an include of any other floor. With EXECUTABLE, main.cpp becomes a program.
# LONG_TESTS is GoogleTest's filter of those that only `make test-long` runs. With ISAS, the whole
# NAME_test runs once more on each lower instruction set (TANGO_ISA), as a long test.
#
# Where CMAKE_UNITY_BUILD is on, a floor is compiled as UNITS units, each of several sources: most of
# the time of a source alone goes into the templates of the standard library and of JSON. Names in
# anonymous namespaces must therefore differ within a floor. The preset `separate` compiles each
# source alone, as clang-tidy reads them, which shows a missing include. Sources that Highway compiles
# once per instruction set always stand alone.

# Lets `target` be compiled in `units` units of about equally many sources.
function(tango_units target units)
  get_target_property(sources ${target} SOURCES)
  set(joined 0)
  foreach(source ${sources})
    file(STRINGS ${source} is_compiled_per_isa REGEX "foreach_target" LIMIT_COUNT 1)
    if(is_compiled_per_isa)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    else()
      math(EXPR joined "${joined} + 1")
    endif()
  endforeach()
  math(EXPR batch "(${joined} + ${units} - 1) / ${units}")
  if(batch GREATER 1)
    set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE ${batch})
  else()
    set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  endif()
endfunction()

# Makes tests of a program of GoogleTest's. Those that match the filter `long` get the label "long":
# `make test` leaves them out, `make test-long` runs them.
function(tango_tests target prefix timeout long)
  set(common TEST_PREFIX ${prefix}/ DISCOVERY_TIMEOUT 60)
  if(long)
    gtest_discover_tests(${target} ${common} TEST_FILTER "${long}" TEST_LIST ${target}_long
                         PROPERTIES TIMEOUT ${timeout} LABELS long)
    set(common ${common} TEST_FILTER "-${long}")
  endif()
  gtest_discover_tests(${target} ${common} PROPERTIES TIMEOUT ${timeout})
endfunction()

function(tango_floor NAME)
  cmake_parse_arguments(FLOOR "" "EXECUTABLE;UNITS;TEST_UNITS;LONG_TESTS" "NEEDS;PACKAGES;ISAS" ${ARGN})
  set(directory ${PROJECT_SOURCE_DIR}/src/${NAME})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${directory}/*.cpp)
  set(tests ${sources})
  set(benches ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|_fuzz|/main)\\.cpp$")
  if(NOT sources)
    return()
  endif()
  if(NOT FLOOR_UNITS)
    set(FLOOR_UNITS 1)
  endif()
  if(NOT FLOOR_TEST_UNITS)
    set(FLOOR_TEST_UNITS 1)
  endif()

  set(needs ${FLOOR_NEEDS})
  list(TRANSFORM needs PREPEND tango_)
  add_library(tango_${NAME} STATIC ${sources})
  tango_units(tango_${NAME} ${FLOOR_UNITS})
  target_include_directories(tango_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(tango_${NAME} PUBLIC ${needs} ${FLOOR_PACKAGES} PRIVATE tango_options)
  set_target_properties(tango_${NAME} PROPERTIES TANGO_NEEDS "${needs}")

  if(NOT FLOOR_EXECUTABLE)
    set_target_properties(tango_${NAME} PROPERTIES POSITION_INDEPENDENT_CODE ON)  # for libtango.so
  else()
    add_executable(${FLOOR_EXECUTABLE} ${directory}/main.cpp)
    target_link_libraries(${FLOOR_EXECUTABLE} PRIVATE tango_${NAME} tango_options)
  endif()
  if(TANGO_TESTS AND tests)
    add_executable(${NAME}_test ${tests})
    tango_units(${NAME}_test ${FLOOR_TEST_UNITS})
    target_link_libraries(${NAME}_test PRIVATE tango_${NAME} tango_options GTest::gtest_main)
    target_compile_definitions(${NAME}_test PRIVATE TANGO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    tango_tests(${NAME}_test ${NAME} 900 "${FLOOR_LONG_TESTS}")
    # Sanitized, the models of true size take a quarter of an hour on each; the small ones see the same code.
    set(filter "")
    if(TANGO_SANITIZE)
      set(filter "--gtest_filter=-*base*:*WidthsOfTheLargeModels*")
    endif()
    foreach(isa ${FLOOR_ISAS})
      add_test(NAME ${NAME}/all_on_${isa} COMMAND ${NAME}_test ${filter})
      set_tests_properties(${NAME}/all_on_${isa} PROPERTIES TIMEOUT 1800
        LABELS long ENVIRONMENT TANGO_ISA=${isa} SKIP_REGULAR_EXPRESSION "this CPU does not have it")
    endforeach()
  endif()
  if(TANGO_BENCHES AND benches)
    add_executable(${NAME}_bench ${benches})
    target_link_libraries(${NAME}_bench PRIVATE tango_${NAME} tango_options benchmark::benchmark_main)
    target_compile_definitions(${NAME}_bench PRIVATE TANGO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
  if(TANGO_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(program ${fuzzer} NAME_WE)
      add_executable(${program} ${fuzzer})
      target_link_libraries(${program} PRIVATE tango_${NAME} tango_options -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
