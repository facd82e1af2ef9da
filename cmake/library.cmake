# libtango, shared and static, of the objects of the floor api and of every floor that it needs.
# Targets: tango::tango (shared), tango::tango_static. Neither shows src/ or a third-party library.

function(tango_floors_under target result)
  set(found ${${result}})
  if(NOT target IN_LIST found)
    list(APPEND found ${target})
    get_target_property(needs ${target} TANGO_NEEDS)
    foreach(need ${needs})
      tango_floors_under(${need} found)
    endforeach()
  endif()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

set(floors "")
tango_floors_under(tango_api floors)
set(objects ${floors})
list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
# Until 1.0 a minor version may change the binary interface.
set(abi_version ${PROJECT_VERSION_MAJOR})
if(abi_version EQUAL 0)
  set(abi_version 0.${PROJECT_VERSION_MINOR})
endif()

add_library(tango_shared SHARED ${objects})
add_library(tango_static STATIC ${objects})
add_library(tango::tango ALIAS tango_shared)
add_library(tango::tango_static ALIAS tango_static)
set_target_properties(tango_shared tango_static PROPERTIES
  OUTPUT_NAME tango LINKER_LANGUAGE CXX ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
  LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
foreach(library tango_shared tango_static)
  target_compile_features(${library} INTERFACE cxx_std_20)
  target_include_directories(${library} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
endforeach()

set(exports ${PROJECT_SOURCE_DIR}/cmake/exports.map)
configure_file(${exports} ${PROJECT_BINARY_DIR}/exports.map @ONLY)
set_target_properties(tango_shared PROPERTIES
  EXPORT_NAME tango VERSION ${PROJECT_VERSION} SOVERSION ${abi_version}
  LINK_DEPENDS ${PROJECT_BINARY_DIR}/exports.map)
target_link_options(tango_shared PRIVATE -Wl,--version-script=${PROJECT_BINARY_DIR}/exports.map)
if(NOT TANGO_SANITIZE AND NOT TANGO_FUZZ)
  target_link_options(tango_shared PRIVATE -Wl,--no-undefined)
endif()
# By their files, because an installed library must not name targets that a consumer may have, too.
foreach(file $<TARGET_LINKER_FILE:fmt::fmt> ${highway_LINK_LIBRARIES} ${oniguruma_LINK_LIBRARIES}
        ${zlib_LINK_LIBRARIES} ${zstd_LINK_LIBRARIES})
  target_link_libraries(tango_shared PRIVATE ${file})
  target_link_libraries(tango_static INTERFACE $<BUILD_INTERFACE:${file}>)
endforeach()
target_link_libraries(tango_shared PRIVATE $<BUILD_INTERFACE:tango_options>)

include(${PROJECT_SOURCE_DIR}/cmake/install_library.cmake)
