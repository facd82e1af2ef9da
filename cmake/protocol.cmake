# The messages of the gRPC listener as a library: C++ of src/serve/grpc/*.proto. protoc writes it while
# this is configured, so that clang-tidy finds the headers in a tree that is not built.
find_program(PROTOC protoc REQUIRED)
set(generated ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})
file(GLOB protocols RELATIVE ${PROJECT_SOURCE_DIR}/src CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/serve/grpc/*.proto)
set(sources "")
foreach(protocol ${protocols})
  set(file ${PROJECT_SOURCE_DIR}/src/${protocol})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  string(REGEX REPLACE "proto$" "pb.cc" source ${generated}/${protocol})
  if(${file} IS_NEWER_THAN ${source})
    execute_process(COMMAND ${PROTOC} --proto_path=${PROJECT_SOURCE_DIR}/src --cpp_out=${generated} ${protocol}
                    COMMAND_ERROR_IS_FATAL ANY)
  endif()
  list(APPEND sources ${source})
endforeach()

add_library(tango_protocol STATIC ${sources})
set_target_properties(tango_protocol PROPERTIES UNITY_BUILD OFF)
target_include_directories(tango_protocol SYSTEM PUBLIC ${generated})
target_link_libraries(tango_protocol PUBLIC PkgConfig::grpc PkgConfig::protobuf)
if(TANGO_SANITIZE STREQUAL thread)  # protobuf's maps have other members there, which its library does not know
  target_compile_options(tango_protocol INTERFACE -U__SANITIZE_THREAD__)
endif()
