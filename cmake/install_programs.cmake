# The program's data, in the build tree as in an installed one (src/recipe/program_files.h), and what
# `cmake --install` puts under a prefix of the programs.
set(data_directory share/tango)
file(GLOB data_files RELATIVE ${PROJECT_SOURCE_DIR}/scripts CONFIGURE_DEPENDS
     scripts/report/*.py scripts/report/*.html scripts/report/figures/*.py)
foreach(file fetch_models.py fetch_glove.py ${data_files})
  configure_file(scripts/${file} ${PROJECT_BINARY_DIR}/${data_directory}/${file} COPYONLY)
endforeach()

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
get_target_property(toml_file tomlplusplus::tomlplusplus LOCATION)
set(grpc_files ${grpc_LINK_LIBRARIES} ${protobuf_LINK_LIBRARIES})
list(REMOVE_DUPLICATES grpc_files)
list(FILTER grpc_files INCLUDE REGEX "\\.so$")
tango_travels(names ${toml_file} ${prometheus_LINK_LIBRARIES} ${OPENSSL_LIBRARIES} ${grpc_files}
              ${nghttp2_LINK_LIBRARIES})
tango_licences(libcli11-dev libtomlplusplus-dev libboost1.81-dev libssl-dev prometheus-cpp-dev
               libgrpc++-dev libabsl-dev libre2-dev libc-ares-dev libprotobuf-dev libnghttp2-dev)

file(RELATIVE_PATH to_third_party /${CMAKE_INSTALL_BINDIR} /${third_party_directory})
set_target_properties(tango tango-server PROPERTIES INSTALL_RPATH $ORIGIN/${to_third_party})
# gRPC's libraries need others, which are looked for there, too, by an RPATH of the old kind alone.
target_link_options(tango-server PRIVATE LINKER:--disable-new-dtags)
install(TARGETS tango tango-server)
set_target_properties(tango_remote_library PROPERTIES INSTALL_RPATH $ORIGIN)
install(TARGETS tango_remote_library LIBRARY DESTINATION ${third_party_directory})
install(DIRECTORY ${PROJECT_BINARY_DIR}/${data_directory} DESTINATION share USE_SOURCE_PERMISSIONS
        PATTERN __pycache__ EXCLUDE)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# libtorch can't travel (285 libraries), so tango-train goes only where it is asked for, with the
# libtorch that it was built with: cmake --install build/release --component trainer
if(TARGET tango-train)
  set_target_properties(tango-train PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON
                        INSTALL_RPATH $ORIGIN/${to_third_party})
  install(TARGETS tango-train COMPONENT trainer EXCLUDE_FROM_ALL)
endif()

find_program(HELP2MAN help2man)
if(HELP2MAN AND NOT TANGO_SANITIZE)
  set(pages ${PROJECT_BINARY_DIR}/man1)
  add_custom_command(OUTPUT ${pages}/tango.1
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/man_pages $<TARGET_FILE:tango> ${pages}
    DEPENDS tango tango-server scripts/man_pages COMMENT "Man pages")
  add_custom_target(man ALL DEPENDS ${pages}/tango.1)
  install(DIRECTORY ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR} OPTIONAL)
endif()

add_custom_target(uninstall COMMAND ${CMAKE_COMMAND}
  -DMANIFEST=${PROJECT_BINARY_DIR}/install_manifest.txt -P ${PROJECT_SOURCE_DIR}/cmake/uninstall.cmake)
include(cmake/package.cmake)
