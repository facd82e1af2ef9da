# Installs BUILD and moves the result to TREE/prefix. Also what was installed is taken away again, from
# a second prefix, by the target `uninstall`: TREE/uninstalled must then hold no file.
set(manifest ${BUILD}/install_manifest.txt)
if(EXISTS ${manifest})
  file(RENAME ${manifest} ${manifest}.kept)  # of the user's own installation
endif()
file(REMOVE_RECURSE ${TREE})
foreach(prefix first uninstalled)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${TREE}/${prefix}
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(RENAME ${TREE}/first ${TREE}/prefix)
file(WRITE ${TREE}/uninstalled/lib/of_others "")
execute_process(COMMAND ${CMAKE_COMMAND} -DMANIFEST=${manifest} -P ${CMAKE_CURRENT_LIST_DIR}/../../cmake/uninstall.cmake
                COMMAND_ERROR_IS_FATAL ANY)
if(EXISTS ${manifest}.kept)
  file(RENAME ${manifest}.kept ${manifest})
endif()

file(GLOB_RECURSE left LIST_DIRECTORIES false ${TREE}/uninstalled/*)
if(NOT left STREQUAL ${TREE}/uninstalled/lib/of_others)
  message(FATAL_ERROR "uninstall left files of its own, or took another's: ${left}")
endif()
if(EXISTS ${TREE}/uninstalled/include/tango OR EXISTS ${TREE}/uninstalled/share/tango)
  message(FATAL_ERROR "uninstall left empty folders")
endif()
