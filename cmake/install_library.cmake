# What `cmake --install` puts under a prefix, as far as the library goes; nothing when this project is a
# part of another. The tree can be moved: nothing in it names the prefix.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
set(CMAKE_INSTALL_LIBDIR lib CACHE PATH "Where libraries go, under the prefix")
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Third-party libraries have a folder of their own: in lib itself they could be taken for the system's.
set(third_party_directory ${CMAKE_INSTALL_LIBDIR}/tango)

# Lets shared libraries travel with the package. `names`: what the loader looks for, such as libfmt.so.9.
function(tango_travels names)
  set(found "")
  foreach(file ${ARGN})
    file(REAL_PATH ${file} file)
    execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${file} OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
    if(headers MATCHES "SONAME +([^\n]+)")  # else it is static, and a part of libtango.so
      install(FILES ${file} DESTINATION ${third_party_directory} RENAME ${CMAKE_MATCH_1})
      list(APPEND found ${CMAKE_MATCH_1})
    endif()
  endforeach()
  set(${names} ${found} PARENT_SCOPE)
endfunction()

# The licences of what is linked or compiled in, from the Debian packages.
function(tango_licences)
  foreach(package ${ARGN})
    if(EXISTS /usr/share/doc/${package}/copyright)
      install(FILES /usr/share/doc/${package}/copyright
              DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences RENAME ${package})
    else()
      message(WARNING "no licence of ${package} in /usr/share/doc: what is installed lacks it")
    endif()
  endforeach()
endfunction()

get_target_property(fmt_file fmt::fmt LOCATION)
tango_travels(third_party_names ${fmt_file} ${highway_LINK_LIBRARIES}
              ${oniguruma_LINK_LIBRARIES} ${zlib_LINK_LIBRARIES} ${zstd_LINK_LIBRARIES})
tango_licences(libfmt-dev libhwy-dev libonig-dev nlohmann-json3-dev zlib1g-dev libzstd-dev)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set_target_properties(tango_shared PROPERTIES INSTALL_RPATH $ORIGIN/tango)
set_target_properties(tango_static PROPERTIES EXPORT_NAME tango_static)
set(third_party_flags "")
foreach(name ${third_party_names})
  target_link_libraries(tango_static INTERFACE $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/${third_party_directory}/${name}>)
  string(APPEND third_party_flags " \${libdir}/tango/${name}")
endforeach()

install(DIRECTORY include/tango DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS tango_shared tango_static EXPORT tango
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(config_directory ${CMAKE_INSTALL_LIBDIR}/cmake/tango)
install(EXPORT tango NAMESPACE tango:: DESTINATION ${config_directory} FILE tango-targets.cmake)
file(WRITE ${PROJECT_BINARY_DIR}/tango-config.cmake
     "include(\${CMAKE_CURRENT_LIST_DIR}/tango-targets.cmake)\n")
set(compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tango-config-version.cmake
                                 COMPATIBILITY ${compatibility})
install(FILES ${PROJECT_BINARY_DIR}/tango-config.cmake ${PROJECT_BINARY_DIR}/tango-config-version.cmake
        DESTINATION ${config_directory})

file(RELATIVE_PATH prefix_of_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/tango.pc.in ${PROJECT_BINARY_DIR}/tango.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tango.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
