// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Composing and printing progress lines.
#include "runtime/Progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include <sys/ioctl.h>
#include <unistd.h>

namespace nadir {

static constexpr int64_t largestBar = 30;
static constexpr int64_t smallestBar = 8;

static std::string formatDuration(double seconds) {
  if (!(seconds >= 0 && seconds < 1e9))
    return "-:--";
  auto whole = static_cast<int64_t>(seconds);
  if (whole < 3600)
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60,
                     whole % 60);
}

static std::string formatRate(const ProgressView &view) {
  double rate = static_cast<double>(view.step) / view.seconds;
  if (!std::isfinite(rate))
    return "- steps/s";
  return fmt::format("{:.{}f} steps/s", rate, rate < 10 ? 2 : 0);
}

/// A name may hold anything; control characters would move the cursor.
static std::string printable(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      c = '?';
  return result;
}

static std::string formatMetrics(std::span<const Metric> metrics) {
  std::string result;
  for (const Metric &metric : metrics)
    result += fmt::format("  {} {:.4g}", printable(metric.name), metric.value);
  return result;
}

static std::string formatEpoch(const ProgressView &view) {
  if (view.epochs <= 0)
    return fmt::format("epoch {}", view.epoch + 1);
  return fmt::format("epoch {}/{}", view.epoch + 1, view.epochs);
}

static std::string formatSteps(const ProgressView &view) {
  return view.steps > 0 ? fmt::format("{}/{}", view.step, view.steps)
                        : fmt::format("{} steps", view.step);
}

/// Number of code points, which for names in most scripts are columns.
static int64_t columnsOf(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

/// The first `count` code points.
static std::string cut(std::string_view text, int64_t count) {
  size_t end = 0;
  while (end < text.size()) {
    if ((text[end] & 0xC0) != 0x80 && count-- <= 0)
      break;
    ++end;
  }
  return std::string(text.substr(0, end));
}

static std::string formatBar(const ProgressView &view, int64_t width) {
  double part = static_cast<double>(view.step) / view.steps;
  auto filled =
      static_cast<int64_t>(std::clamp(part, 0.0, 1.0) * double(width - 2));
  return fmt::format("[{}{}]", std::string(filled, '#'),
                     std::string(width - 2 - filled, '.'));
}

std::string progressLine(const ProgressView &view, int64_t width) {
  int64_t room = std::max<int64_t>(width - 1, 0);
  std::string epoch = formatEpoch(view);
  std::string steps = "  " + formatSteps(view);
  std::string time = "  " + formatRate(view);
  if (view.steps > 0 && view.step > 0) {
    double left = static_cast<double>(view.steps - view.step) / view.step;
    time += "  " + formatDuration(std::max(left, 0.0) * view.seconds) + " left";
  }
  std::string metrics = formatMetrics(view.metrics);

  std::string line = epoch + steps + time + metrics;
  int64_t bar = std::min(room - columnsOf(line) - 2, largestBar);
  if (view.steps > 0 && bar >= smallestBar)
    return epoch + "  " + formatBar(view, bar) + steps + time + metrics;
  if (columnsOf(line) > room)
    line = epoch + steps + metrics;
  return cut(line, room);
}

std::string epochLine(const ProgressView &view) {
  return fmt::format("{}  {}  {}  {}{}", formatEpoch(view), formatSteps(view),
                     formatDuration(view.seconds), formatRate(view),
                     formatMetrics(view.metrics));
}

Progress::Progress(const Options &given) : options(given) {
  if (!options.redraw) {
    const char *terminal = std::getenv("TERM");
    options.redraw = ::isatty(::fileno(options.file)) == 1 && terminal &&
                     std::string_view(terminal) != "dumb";
  }
  view.epochs = options.epochs;
  view.steps = options.steps;
  beginEpoch(0);
}

Progress::~Progress() {
  if (!lineOpen)
    return;
  std::fputc('\n', options.file);
  std::fflush(options.file);
}

void Progress::beginEpoch(int64_t epoch) {
  view.epoch = epoch;
  view.step = 0;
  epochStart = lastUpdate = Clock::now();
  nextDraw = epochStart;
}

int64_t Progress::columns() const {
  winsize size = {};
  if (::ioctl(::fileno(options.file), TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0)
    return size.ws_col;
  return 80;
}

void Progress::update(int64_t step, std::span<const Metric> metrics) {
  view.step = step;
  lastUpdate = Clock::now();
  if (!*options.redraw || lastUpdate < nextDraw)
    return;
  nextDraw = lastUpdate + options.interval;
  view.seconds = std::chrono::duration<double>(lastUpdate - epochStart).count();
  view.metrics = metrics;
  std::string line = progressLine(view, columns());
  view.metrics = {};
  // Carriage return, the line, and what an older line left behind it erased.
  line = "\r" + line + "\x1b[K";
  std::fwrite(line.data(), 1, line.size(), options.file);
  std::fflush(options.file);
  lineOpen = true;
}

void Progress::endEpoch(std::span<const Metric> metrics) {
  clear();
  view.seconds = std::chrono::duration<double>(lastUpdate - epochStart).count();
  view.metrics = metrics;
  std::string line = epochLine(view) + "\n";
  view.metrics = {};
  std::fwrite(line.data(), 1, line.size(), options.file);
  std::fflush(options.file);
}

void Progress::clear() {
  if (!lineOpen)
    return;
  std::fputs("\r\x1b[K", options.file);
  std::fflush(options.file);
  lineOpen = false;
}

} // namespace nadir
