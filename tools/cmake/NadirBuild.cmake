# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How Nadir's targets are compiled: warnings, sanitizers, ccache, one shared
# precompiled header for everything that sees MLIR, and the two functions with
# which each folder declares its libraries and tools.

add_compile_options(-Wall -Wextra -Wno-unused-parameter -Werror=return-type
                    -Werror=unused-result)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_link_options(-fuse-ld=lld-22)
  # Keeps ccache's key of a precompiled header independent of file times.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

if(NADIR_CCACHE)
  find_program(NADIR_CCACHE_PROGRAM ccache)
  if(NADIR_CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${NADIR_CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${NADIR_CCACHE_PROGRAM})
  endif()
endif()

if(NADIR_SANITIZE)
  # LLVM's libraries are not instrumented: containers and types that cross the
  # border can't be checked, what its headers poison in our code its libraries
  # use without a word, and what it keeps to its end looks leaked. Hence the
  # options of the test preset "asan".
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr
                      -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(__SANITIZE_NADIR__)
endif()

# Everything that includes MLIR's headers compiles against them as a system
# library and shares one precompiled header.
add_library(nadir_mlir INTERFACE)
target_include_directories(nadir_mlir SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS}
                                                       ${LLVM_INCLUDE_DIRS})
target_include_directories(nadir_mlir INTERFACE "${PROJECT_SOURCE_DIR}"
                                                "${PROJECT_BINARY_DIR}")
target_link_libraries(nadir_mlir INTERFACE MLIR LLVM)

file(WRITE "${PROJECT_BINARY_DIR}/pch.cpp.in" "")
configure_file("${PROJECT_BINARY_DIR}/pch.cpp.in" "${PROJECT_BINARY_DIR}/pch.cpp"
               COPYONLY)
add_library(nadir_pch OBJECT "${PROJECT_BINARY_DIR}/pch.cpp")
target_link_libraries(nadir_pch PRIVATE nadir_mlir)
target_precompile_headers(
  nadir_pch
  PRIVATE
  <mlir/Dialect/Arith/IR/Arith.h>
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/Linalg/IR/Linalg.h>
  <mlir/Dialect/Math/IR/Math.h>
  <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/Dialect/Vector/IR/VectorOps.h>
  <mlir/IR/Builders.h>
  <mlir/IR/BuiltinOps.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>)

# nadir_add_library(Name sources... [LINK libraries...] [DEPENDS targets...]):
# a room of the compiler.
function(nadir_add_library name)
  cmake_parse_arguments(ARG "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC nadir_mlir ${ARG_LINK})
  target_precompile_headers(${name} REUSE_FROM nadir_pch)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# nadir_add_tool(name sources... LINK libraries...): a program in build/bin.
function(nadir_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
endfunction()

# nadir_add_unit_test(Name [SEES_MLIR] sources... LINK libraries...): a
# GoogleTest program, each of its tests a CTest test.
function(nadir_add_unit_test name)
  cmake_parse_arguments(ARG "SEES_MLIR" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main)
  target_compile_definitions(
    ${name} PRIVATE NADIR_TEST_DIR="${PROJECT_SOURCE_DIR}/test")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                           "${CMAKE_BINARY_DIR}/test/unit")
  if(ARG_SEES_MLIR)
    # As the precompiled header was compiled.
    target_compile_options(${name} PRIVATE -fPIC)
    target_precompile_headers(${name} REUSE_FROM nadir_pch)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST)
endfunction()
