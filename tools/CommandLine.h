// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a program with a command line begins and ends: what is wrong with its
// arguments, or with where it prints to, shows in its exit status.
#ifndef NADIR_TOOLS_COMMAND_LINE_H
#define NADIR_TOOLS_COMMAND_LINE_H

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

namespace nadir {

/// Exit status of wrong command lines; other errors end with 1.
constexpr int usageError = 2;

/// Keeps the numbers of closed standard streams from being those of the next
/// files that are opened, which then would receive what is printed. Using such
/// a stream remains an error.
inline void reserveStandardStreams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)
      ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/// The exit status of a program that would end with `status`: 1 if something of
/// what it printed was lost, for example because a disk is full.
inline int finishOutput(const CLI::App &app, int status) {
  std::cout.flush();
  bool isLost = std::fflush(stdout) != 0 || std::ferror(stdout) || !std::cout;
  if (!isLost || status != 0)
    return status;
  std::cerr << app.get_name() << ": error: can't write to standard output\n";
  return 1;
}

/// Reads the arguments. Returns the exit status if the program ends with that:
/// after --help, or a mistake that has been reported.
inline std::optional<int> parseCommandLine(CLI::App &app, int argc,
                                           char **argv) {
  reserveStandardStreams();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return finishOutput(app, app.exit(error) == 0 ? 0 : usageError);
  }
  return std::nullopt;
}

} // namespace nadir

#endif // NADIR_TOOLS_COMMAND_LINE_H
