# libtango-remote.so, which asks the endpoints of a cascade: loaded where a cascade has one
# (src/cascade/open_endpoint.cpp), linked by nothing, so that nothing else needs libcurl.
add_library(tango_remote_library MODULE $<TARGET_OBJECTS:tango_remote>)
set_target_properties(tango_remote_library PROPERTIES
  OUTPUT_NAME tango-remote LINKER_LANGUAGE CXX LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/remote_library.map)
target_link_libraries(tango_remote_library PRIVATE tango_base tango_curl tango_options)
target_link_options(tango_remote_library PRIVATE
  -Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/remote_library.map)
set_target_properties(tango tango-server tango_shared PROPERTIES BUILD_RPATH $ORIGIN)
if(NOT TANGO_SANITIZE AND NOT TANGO_FUZZ)
  target_link_options(tango_remote_library PRIVATE -Wl,--no-undefined)
endif()
