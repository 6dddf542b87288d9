// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collecting rows and writing them under a header that may still grow.
#include "runtime/CsvLogger.h"

#include "runtime/Error.h"
#include "runtime/File.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace nadir {

/// Quoted as CSV wants where a name holds its special characters.
static std::string quote(std::string_view name) {
  if (name.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string(name);
  std::string result = "\"";
  for (char c : name)
    result += c == '"' ? std::string(2, c) : std::string(1, c);
  return result + "\"";
}

/// The shortest text that reads back as this number, as Python writes it.
static std::string formatValue(double value) {
  if (std::isnan(value))
    return "nan";
  if (value == std::floor(value) && std::abs(value) < 1e15)
    return fmt::format("{:.1f}", value);
  return fmt::format("{}", value);
}

CsvLogger::CsvLogger(std::string_view name, const Options &given)
    : options(given) {
  if (options.everySteps < 1 || options.flushRows < 1)
    throw Error(fmt::format("logging every {} steps and writing every {} rows "
                            "was asked for, expected at least 1",
                            options.everySteps, options.flushRows));
  createFolder(name);
}

CsvLogger::~CsvLogger() {
  // The user knows already.
  if (failed)
    return;
  try {
    close();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
  }
}

/// The number of a folder named version_<n>; -1 for other names.
static int64_t versionOf(const std::string &folder) {
  constexpr std::string_view prefix = "version_";
  if (!folder.starts_with(prefix))
    return -1;
  int64_t version = -1;
  const char *end = folder.data() + folder.size();
  auto [stop, code] =
      std::from_chars(folder.data() + prefix.size(), end, version);
  return code == std::errc() && stop == end ? version : -1;
}

void CsvLogger::createFolder(std::string_view name) {
  if (name.empty() || name == "." || name == ".." ||
      name.find_first_of(std::string_view("/\0", 2)) != std::string_view::npos)
    throw Error(
        fmt::format("'{}' cannot name a log: expected a folder's name", name));
  std::filesystem::path parent = options.root / name;
  std::error_code code;
  std::filesystem::create_directories(parent, code);
  std::filesystem::directory_iterator entries;
  if (!code)
    entries = std::filesystem::directory_iterator(parent, code);
  for (; !code && entries != std::filesystem::directory_iterator();
       entries.increment(code))
    number =
        std::max(number, versionOf(entries->path().filename().string()) + 1);
  // Another run may take the number in between.
  for (; !code; ++number) {
    directory = parent / fmt::format("version_{}", number);
    if (std::filesystem::create_directory(directory, code))
      return;
  }
  throw Error(fmt::format("cannot create a log folder in '{}': {}",
                          parent.string(), code.message()));
}

void CsvLogger::logStep(int64_t epoch, int64_t step,
                        std::span<const Metric> metrics) {
  if (wantsStep(step))
    addRow(epoch, step, metrics);
}

void CsvLogger::logEpoch(int64_t epoch, int64_t step,
                         std::span<const Metric> metrics) {
  addRow(epoch, step, metrics);
  flush();
}

size_t CsvLogger::numberOf(std::string_view metric) {
  auto found = std::ranges::find(names, metric);
  if (found != names.end())
    return found - names.begin();
  if (metric.empty() || metric == "epoch" || metric == "step")
    throw Error(fmt::format("'{}' cannot name a metric: epoch and step have "
                            "columns of their own",
                            metric));
  names.emplace_back(metric);
  columns.push_back(names.size() - 1);
  std::ranges::sort(columns, {}, [&](size_t i) { return names[i]; });
  return names.size() - 1;
}

void CsvLogger::addRow(int64_t epoch, int64_t step,
                       std::span<const Metric> metrics) {
  if (closed)
    throw Error(fmt::format("the log '{}' is closed", file().string()));
  Row row{epoch, step, {}};
  for (const Metric &metric : metrics)
    row.values.emplace_back(numberOf(metric.name), metric.value);
  rows.push_back(std::move(row));
  if (rows.size() - writtenRows >= static_cast<size_t>(options.flushRows))
    flush();
}

std::string CsvLogger::header() const {
  std::string line = "epoch,step";
  for (size_t column : columns)
    line += "," + quote(names[column]);
  return line + "\n";
}

std::string CsvLogger::format(const Row &row) const {
  std::string line = fmt::format("{},{}", row.epoch, row.step);
  for (size_t column : columns) {
    line += ',';
    // The last of two values under one name counts.
    for (auto i = row.values.rbegin(); i != row.values.rend(); ++i) {
      if (i->first != column)
        continue;
      line += formatValue(i->second);
      break;
    }
  }
  return line + "\n";
}

void CsvLogger::flush() {
  if (writtenRows == rows.size())
    return;
  bool rewrite = writtenRows == 0 || writtenColumns != columns.size();
  std::string text = rewrite ? header() : "";
  for (size_t i = rewrite ? 0 : writtenRows; i < rows.size(); ++i)
    text += format(rows[i]);
  failed = true;
  if (rewrite) {
    OutputFile output(file());
    output.write(text);
    output.commit();
  } else {
    appendToFile(file(), text);
  }
  failed = false;
  writtenRows = rows.size();
  writtenColumns = columns.size();
}

void CsvLogger::close() {
  if (closed)
    return;
  closed = true;
  flush();
}

} // namespace nadir
