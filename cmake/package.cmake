# `make package`: a .tar.gz that runs where it is unpacked, and a .deb for Debian 12 and later.
set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_NAME tango)
set(CPACK_PACKAGE_VENDOR "The Tango authors")
set(CPACK_PACKAGE_CONTACT "The Tango authors <tango@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Cascades of text classifiers on CPUs")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGE_FILE_NAME tango-${PROJECT_VERSION}-linux-x86_64)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};tango;Unspecified;/")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, python3-venv, libcurl4")  # tango report; tango build's downloads; endpoints
set(CPACK_DEBIAN_PACKAGE_CONFLICTS libtango-dev)  # another project's: the same libtango.so and tango.pc
# What it was linked against is the oldest that it is known to run on.
execute_process(COMMAND getconf GNU_LIBC_VERSION OUTPUT_VARIABLE libc COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "[0-9.]+" libc ${libc})
string(REGEX MATCH "^[0-9]+" compiler_major ${CMAKE_CXX_COMPILER_VERSION})
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= ${libc})")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", libstdc++6 (>= ${compiler_major})")
else()
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", libstdc++6")
endif()
include(CPack)
