// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs an entry of a program from its text: on this machine's CPU or on the
// oracle, with tensors from and to .npy files.

#include "runtime/Error.h"
#include "runtime/Npy.h"
#include "runtime/ThreadPool.h"
#include "tools/CommandLine.h"
#include "tools/Validators.h"
#include "tools/nadir-run/Model.h"
#include "tools/nadir-run/Tensors.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <iostream>

using namespace nadir;
using namespace nadir::run;

namespace {

struct Arguments {
  std::string model;
  std::string entry;
  std::vector<std::string> inputs;
  std::string output;
  std::string parameters;
  std::string states;
  std::string backend = "cpu";
  std::string cpu = "native";
  bool splitProducts = true;
  std::string updates = "backward";
  bool autotune = false;
  std::string stopAfter;
  uint64_t seed = 0;
  int64_t steps = 1;
  int64_t batch = 0;
  std::optional<int64_t> rows;
  std::vector<std::string> learningRates;
  std::vector<std::string> momenta;
  int threads = 0;
};

void declareProgram(CLI::App &app, Arguments &arguments) {
  app.add_option("model", arguments.model,
                 "Program as MLIR text; - is standard input")
      ->required()
      ->check(notEmpty());
  app.add_option("--entry", arguments.entry,
                 "init, train_step, eval_step, predict, compute_metrics or "
                 "reset_metrics; by default the first of the second to fourth "
                 "that the program has")
      ->check(notEmpty());
  app.add_option("--backend", arguments.backend,
                 "cpu compiles the program, reference evaluates it in double "
                 "precision")
      ->check(CLI::IsMember({"cpu", "reference"}))
      ->capture_default_str();
  app.add_option("--cpu", arguments.cpu,
                 "Processor to generate code for; this machine must have its "
                 "instructions")
      ->capture_default_str();
  app.add_flag("!--no-split-products", arguments.splitProducts,
               "Do all products by multiply-adds of vectors, even if the "
               "processor has a matrix unit for bf16");
  app.add_option("--batch", arguments.batch,
                 "Largest number of rows; by default the graph's, or else the "
                 "inputs'")
      ->check(wholeNumber(1));
  app.add_option("--threads", arguments.threads,
                 "Threads to run on; 0 means one for each CPU")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("--updates", arguments.updates,
                 "How far the updates of parameters are fused: " +
                     listUpdateFusions())
      ->check(checkUpdateFusion)
      ->capture_default_str();
  app.add_flag("--autotune", arguments.autotune,
               "Measure several schedules of each large product on this "
               "machine and take the quickest; changes no result");
  app.add_option("--stop-after", arguments.stopAfter,
                 "Print the program as it leaves a room (" + roomNames() +
                     ") and run nothing")
      ->check(notEmpty());
}

/// "GROUP=NUMBER" or "NUMBER"; no number if that is none.
std::pair<std::string, std::optional<double>>
splitNumber(const std::string &option) {
  size_t separator = option.rfind('=');
  bool isGroup = separator != std::string::npos;
  double number = 0.0;
  bool isNumber = CLI::detail::lexical_cast(
      option.substr(isGroup ? separator + 1 : 0), number);
  return {isGroup ? option.substr(0, separator) : "",
          isNumber ? std::optional(number) : std::nullopt};
}

/// An option that takes a number for all parameters of no group, or for those
/// of one.
void declareGroupNumber(CLI::App &app, const char *name,
                        std::vector<std::string> &values,
                        const std::string &shape, const std::string &text) {
  app.add_option(name, values, text)
      ->allow_extra_args(false)
      ->check([shape](const std::string &option) {
        std::optional<double> number = splitNumber(option).second;
        if (number && isFiniteNonNegative(*number))
          return std::string();
        return "expected " + shape + " or GROUP=" + shape +
               ", a finite number of at least 0, found '" + option + "'";
      });
}

void declareData(CLI::App &app, Arguments &arguments) {
  app.add_option("--input", arguments.inputs,
                 "An input as NAME=FILE.npy; once for each input")
      ->allow_extra_args(false);
  app.add_option("--output", arguments.output,
                 "Folder for NAME.npy of each result and, after init and "
                 "train_step, of each parameter; without it, results that "
                 "are no scalars are listed")
      ->check(notEmpty());
  app.add_option("--parameters", arguments.parameters,
                 "Folder with NAME.npy of each parameter; by default they "
                 "start as init makes them")
      ->check(notEmpty());
  app.add_option("--states", arguments.states,
                 "Folder that keeps NAME.npy of what optimizers and metrics "
                 "accumulate: read if it is there, written at the end")
      ->check(notEmpty());
  app.add_option("--seed", arguments.seed, "Seed of all random numbers")
      ->check(wholeNumber(0, std::numeric_limits<uint64_t>::max()))
      ->capture_default_str();
  app.add_option("--steps", arguments.steps, "How often the entry is run")
      ->check(wholeNumber(1))
      ->capture_default_str();
  declareGroupNumber(app, "--lr", arguments.learningRates, "RATE",
                     "Learning rate, or GROUP=RATE for a parameter group; by "
                     "default the graph's");
  declareGroupNumber(app, "--momentum", arguments.momenta, "MOMENTUM",
                     "Momentum (or first of the betas), or GROUP=MOMENTUM for "
                     "a parameter group, of optimizers with runtime_momentum; "
                     "by default the graph's");
  app.add_option("--rows", arguments.rows,
                 "Rows of the batch, for programs whose inputs don't tell")
      ->check(wholeNumber(0));
}

PipelineOptions pipelineOptions(const Arguments &arguments) {
  PipelineOptions options;
  if (arguments.batch)
    options.batch = arguments.batch;
  options.updates = *parseUpdateFusion(arguments.updates);
  options.autotune = arguments.autotune;
  options.codegen.cpu = arguments.cpu;
  options.codegen.poolThreads =
      arguments.threads == 0 ? ThreadPool::availableCpus() : arguments.threads;
  options.codegen.splitProducts = arguments.splitProducts;
  if (auto target = findTarget(arguments.cpu); !target)
    throw Error("--cpu: " + llvm::toString(target.takeError()));
  if (arguments.stopAfter.empty()) {
    if (arguments.backend == "cpu")
      if (llvm::Error error = checkRunsHere(arguments.cpu))
        throw Error("--cpu: " + llvm::toString(std::move(error)));
    return options;
  }
  std::optional<Room> room = parseRoom(arguments.stopAfter);
  if (!room || *room == Room::Emit)
    throw Error(fmt::format("--stop-after: expected one of {}, but not emit, "
                            "found '{}'",
                            roomNames(), arguments.stopAfter));
  options.stopAfter = *room;
  return options;
}

std::string chooseEntry(Model &model, const std::string &wanted) {
  std::vector<std::string> entries = model.entries();
  if (!wanted.empty() && llvm::is_contained(entries, wanted))
    return wanted;
  if (wanted.empty())
    for (const char *name : {"train_step", "eval_step", "predict"})
      if (llvm::is_contained(entries, name))
        return name;
  throw Error(fmt::format(
      "the program has no entry {}, it has: {}",
      wanted.empty() ? "to run" : "'" + wanted + "'",
      entries.empty() ? "none" : fmt::to_string(fmt::join(entries, ", "))));
}

/// The graph's numbers with those of the command line in their places.
std::vector<double>
groupNumbers(std::vector<std::pair<std::string, double>> declared,
             const std::vector<std::string> &options, const std::string &option,
             const std::string &what) {
  for (const std::string &given : options) {
    auto [group, value] = splitNumber(given);
    auto found = llvm::find_if(declared, [&, &name = group](const auto &one) {
      return one.first == name;
    });
    if (found == declared.end() && !group.empty())
      throw Error(option + ": the program has no group '" + group + "'");
    if (found == declared.end() || std::isnan(found->second))
      throw Error(option + ": " +
                  (group.empty() ? "the program" : "group '" + group + "'") +
                  " has no " + what);
    found->second = *value;
  }
  std::vector<double> numbers;
  for (const auto &[group, number] : declared)
    numbers.push_back(number);
  return numbers;
}

/// Writes to standard output, where a full disk may be at the other end.
void print(const std::string &text) {
  std::cout << text << std::flush;
  if (!std::cout)
    throw Error("can't write to standard output");
}

void printResults(const NamedArrays &results, int64_t step, int64_t steps) {
  std::string prefix = steps > 1 ? fmt::format("step {}: ", step) : "";
  std::string text;
  for (const auto &[name, array] : results)
    if (array.rank() == 0)
      text += fmt::format("{}{} = {}\n", prefix, name, formatScalar(array));
  print(text);
}

/// Says what an entry computed that is neither printed nor written to files.
void listTensors(const NamedArrays &results) {
  std::string text;
  for (const auto &[name, array] : results)
    if (array.rank() != 0)
      text += fmt::format("{}: {} of {}\n", name, formatShape(array.shape()),
                          nameOf(array.type()));
  print(text);
}

/// Starts from init's parameters and then those that were given.
void setParameters(Backend &backend, Model &model, const Arguments &arguments) {
  Call init;
  init.entry = "init";
  init.seed = arguments.seed;
  if (llvm::is_contained(model.entries(), init.entry))
    (void)backend.run(init);
  // A run that failed may have left the folder without states.
  std::error_code ignored;
  if (std::filesystem::is_directory(arguments.states, ignored) &&
      !std::filesystem::is_empty(arguments.states, ignored))
    for (const Signature &state : model.states())
      backend.setState(state.name,
                       readTensor(parameterFile(arguments.states, state.name),
                                  "state", state));
  if (arguments.parameters.empty())
    return;
  for (const Signature &parameter : model.parameters())
    backend.setParameter(
        parameter.name,
        readTensor(parameterFile(arguments.parameters, parameter.name),
                   "parameter", parameter));
}

void runSteps(Backend &backend, Model &model, const Arguments &arguments,
              Call call) {
  // Names and folder are checked before any time is spent.
  OutputFolder output(arguments.output);
  setParameters(backend, model, arguments);
  OutputFolder states(arguments.states);
  NamedArrays results;
  for (int64_t step = 1; step <= arguments.steps; ++step) {
    call.step = step;
    results = backend.run(call);
    printResults(results, step, arguments.steps);
  }
  if (arguments.output.empty())
    listTensors(results);
  output.write("result", results);
  if (call.entry == "train_step" || call.entry == "init")
    output.write("parameter", backend.parameters());
  states.write("state", backend.states());
}

/// 0, or 1 after an error that was reported.
int runProgram(const Arguments &arguments) {
  PipelineOptions options = pipelineOptions(arguments);
  Model model;
  if (!model.read(arguments.model))
    return 1;
  if (!arguments.stopAfter.empty()) {
    std::optional<std::string> text = model.printAfter(options);
    if (text)
      print(*text);
    return text ? 0 : 1;
  }
  InputFiles files(arguments.inputs);
  Call call;
  call.rows = arguments.rows.value_or(
      files.rowsOf(model.graphInputs()).value_or(arguments.batch));
  if (!options.batch && !model.hasBatch() && call.rows > 0)
    options.batch = call.rows;
  if (!model.differentiate(options))
    return 1;
  if (std::optional<int64_t> capacity = model.capacity();
      capacity && call.rows > *capacity)
    throw Error(fmt::format("the batch has {} rows, expected at most {}, the "
                            "capacity that the program is compiled for",
                            call.rows, *capacity));
  call.entry = chooseEntry(model, arguments.entry);
  call.learningRates = groupNumbers(
      model.learningRates(), arguments.learningRates, "--lr", "learning rate");
  call.momenta = groupNumbers(model.momenta(), arguments.momenta, "--momentum",
                              "momentum that is given at run time");
  call.seed = arguments.seed;
  call.inputs = files.inputsFor(call.entry, model.inputsOf(call.entry),
                                model.graphInputs(), call.rows);
  std::unique_ptr<Backend> backend =
      arguments.backend == "cpu"
          ? createCpuBackend(model.graph(), options, arguments.threads)
          : createReferenceBackend(model.frontEnd());
  if (!backend)
    return 1;
  runSteps(*backend, model, arguments, std::move(call));
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app(
      "Runs an entry of a Nadir program and prints its scalar results.",
      "nadir-run");
  Arguments arguments;
  declareProgram(app, arguments);
  declareData(app, arguments);
  if (std::optional<int> status = parseCommandLine(app, argc, argv))
    return *status;
  try {
    return runProgram(arguments);
  } catch (const Error &error) {
    std::cerr << "nadir-run: error: " << error.what() << "\n";
    return 1;
  } catch (const std::bad_alloc &) {
    std::cerr << "nadir-run: error: not enough memory for the tensors of '"
              << arguments.model << "'\n";
    return 1;
  }
}
