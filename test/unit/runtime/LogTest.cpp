// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a training run prints and logs.
#include "runtime/CsvLogger.h"
#include "runtime/Progress.h"

#include "TestFiles.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

namespace nadir {
namespace {

using test::readFile;
using LogTest = test::TemporaryFolder;

const std::vector<Metric> sampleMetrics = {{"loss", 0.41234},
                                           {"accuracy", 0.85}};

ProgressView sampleView() {
  return {.epoch = 2,
          .epochs = 10,
          .step = 250,
          .steps = 500,
          .seconds = 0.5,
          .metrics = sampleMetrics};
}

TEST(MetricAverage, weighsRows) {
  MetricAverage average("val_");
  EXPECT_TRUE(std::isnan(average.value("loss")));
  average.add("loss", 1.0, 128);
  average.add("accuracy", 0.5, 128);
  average.add("loss", 4.0, 64);
  EXPECT_DOUBLE_EQ(average.value("loss"), 2.0);
  std::vector<Metric> metrics = average.metrics();
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].name, "val_loss");
  EXPECT_EQ(metrics[1].name, "val_accuracy");
  average.reset();
  EXPECT_TRUE(average.metrics().empty());
  average.add("loss", NAN, 1);
  EXPECT_TRUE(std::isnan(average.value("loss")));
}

TEST(Progress, fitsEveryWidth) {
  EXPECT_EQ(progressLine(sampleView(), 120),
            "epoch 3/10  [##############..............]  250/500  500 steps/s  "
            "0:00 left  loss 0.4123  accuracy 0.85");
  EXPECT_EQ(
      progressLine(sampleView(), 80),
      "epoch 3/10  250/500  500 steps/s  0:00 left  loss 0.4123  accuracy "
      "0.85");
  EXPECT_EQ(progressLine(sampleView(), 50),
            "epoch 3/10  250/500  loss 0.4123  accuracy 0.85");
  EXPECT_EQ(progressLine(sampleView(), 20), "epoch 3/10  250/500");
  EXPECT_EQ(progressLine(sampleView(), 6), "epoch");
  EXPECT_EQ(progressLine(sampleView(), 0), "");
  for (int64_t width = 1; width < 200; ++width)
    EXPECT_LT(progressLine(sampleView(), width).size(), width);
}

TEST(Progress, survivesOddValues) {
  ProgressView view = sampleView();
  view.steps = 0;
  EXPECT_EQ(progressLine(view, 200), "epoch 3/10  250 steps  500 steps/s  loss "
                                     "0.4123  accuracy 0.85");
  view.epochs = 0;
  view.step = 0;
  view.seconds = 0;
  view.metrics = {};
  EXPECT_EQ(progressLine(view, 80), "epoch 3  0 steps  - steps/s");
  view.step = 900;
  view.steps = 500;
  EXPECT_NE(progressLine(view, 120).find("900/500"), std::string::npos);
  std::vector<Metric> metrics = {{"loss", NAN}, {"norm", INFINITY}};
  view.metrics = metrics;
  EXPECT_NE(progressLine(view, 120).find("loss nan  norm inf"),
            std::string::npos);
  metrics = {{"a\033[2Jb\n", 1}};
  view.metrics = metrics;
  EXPECT_NE(progressLine(view, 120).find("a?[2Jb? 1"), std::string::npos);
  metrics = {{"\u00e9\u00e9\u00e9\u00e9", 1}};
  view.metrics = metrics;
  EXPECT_EQ(progressLine(view, 24),
            "epoch 3  900/500  \u00e9\u00e9\u00e9\u00e9 ");
  EXPECT_EQ(progressLine(view, 21), "epoch 3  900/500  \u00e9\u00e9");
}

TEST(Progress, formatsLongDurations) {
  ProgressView view = sampleView();
  view.seconds = 3600 * 30 + 61;
  EXPECT_EQ(epochLine(view),
            "epoch 3/10  250/500  30:01:01  0.00 steps/s  loss "
            "0.4123  accuracy 0.85");
  view.seconds = NAN;
  EXPECT_NE(epochLine(view).find("-:--"), std::string::npos);
}

TEST_F(LogTest, printsPlainLinesInAPipe) {
  std::FILE *file = std::fopen((folder / "out").c_str(), "w");
  {
    Progress progress({.epochs = 2, .steps = 3, .file = file});
    for (int64_t epoch = 0; epoch < 2; ++epoch) {
      progress.beginEpoch(epoch);
      for (int64_t step = 1; step <= 3; ++step)
        progress.update(step, {{"loss", 1.0}});
      progress.endEpoch({{"loss", 0.5}});
    }
  }
  std::fclose(file);
  std::string text = readFile(folder / "out");
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_EQ(text.find_first_of("\r\033"), std::string::npos);
  EXPECT_TRUE(text.starts_with("epoch 1/2  3/3  0:00  ")) << text;
}

TEST(Progress, redrawsOnATerminal) {
  int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
    GTEST_SKIP() << "no pseudo-terminals here";
  int slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
  ASSERT_GE(slave, 0);
  winsize size = {.ws_row = 24, .ws_col = 30, .ws_xpixel = 0, .ws_ypixel = 0};
  ASSERT_EQ(::ioctl(slave, TIOCSWINSZ, &size), 0);
  ::setenv("TERM", "xterm", 1);
  std::FILE *file = ::fdopen(slave, "w");
  {
    Progress progress({.epochs = 1, .steps = 1000, .file = file});
    progress.beginEpoch(0);
    for (int64_t step = 1; step <= 1000; ++step)
      progress.update(step, {{"loss", 1.0}});
  }
  std::fclose(file);
  std::string output;
  char text[256];
  for (ssize_t got; (got = ::read(master, text, sizeof(text))) > 0;)
    output.append(text, got);
  ::close(master);
  // A thousand fast steps draw once, and the last line is closed.
  EXPECT_EQ(std::ranges::count(output, '\033'), 1);
  EXPECT_TRUE(output.starts_with("\repoch 1/1  1/1000")) << output;
  EXPECT_TRUE(output.ends_with("\033[K\r\n")) << output;
}

TEST(Progress, ignoresAClosedFile) {
  std::FILE *file = std::fopen("/dev/full", "w");
  if (!file)
    GTEST_SKIP() << "no /dev/full";
  {
    Progress progress({.file = file, .redraw = true});
    progress.update(1, {{"loss", 1.0}});
    progress.endEpoch({});
  }
  std::fclose(file);
}

TEST_F(LogTest, writesLightningsColumns) {
  CsvLogger log("mlp", {.root = folder});
  EXPECT_EQ(log.file(), folder / "mlp" / "version_0" / "metrics.csv");
  for (int64_t step = 0; step < 120; ++step)
    log.logStep(0, step, {{"train_loss", 1.0 / (step + 1)}});
  log.logEpoch(0, 119, {{"val_loss", 0.25}, {"val_accuracy", 1}});
  log.logEpoch(1, 239, {{"train_loss", NAN}});
  EXPECT_EQ(readFile(log.file()),
            "epoch,step,train_loss,val_accuracy,val_loss\n"
            "0,49,0.02,,\n"
            "0,99,0.01,,\n"
            "0,119,,1.0,0.25\n"
            "1,239,nan,,\n");
}

TEST_F(LogTest, rewritesUnderANewHeader) {
  CsvLogger log("mlp", {.root = folder, .everySteps = 1, .flushRows = 2});
  log.logStep(0, 0, {{"b", 1}});
  EXPECT_FALSE(std::filesystem::exists(log.file()));
  log.logStep(0, 1, {{"b", 2}});
  EXPECT_EQ(readFile(log.file()), "epoch,step,b\n0,0,1.0\n0,1,2.0\n");
  log.logStep(0, 2, {{"b", 3}});
  log.logStep(0, 3, {{"a,\"", 4}, {"b", 5}, {"b", 6}});
  EXPECT_EQ(readFile(log.file()),
            "epoch,step,\"a,\"\"\",b\n0,0,,1.0\n0,1,,2.0\n"
            "0,2,,3.0\n0,3,4.0,6.0\n");
  log.close();
  EXPECT_ERROR(log.logEpoch(0, 4, {}), "is closed");
}

TEST_F(LogTest, takesTheNextVersion) {
  EXPECT_EQ(CsvLogger("a", {.root = folder}).version(), 0);
  EXPECT_EQ(CsvLogger("a", {.root = folder}).version(), 1);
  for (const char *name : {"version_7", "version_x", "version_", "other",
                           "version_99999999999999999999999"})
    std::filesystem::create_directory(folder / "a" / name);
  EXPECT_EQ(CsvLogger("a", {.root = folder}).version(), 8);
  EXPECT_EQ(CsvLogger("b", {.root = folder}).version(), 0);
}

TEST_F(LogTest, refusesWrongArguments) {
  for (const char *name : {"", ".", "..", "a/b"})
    EXPECT_ERROR(CsvLogger(name, {.root = folder}), "cannot name a log");
  EXPECT_ERROR(CsvLogger("a", {.root = folder, .everySteps = 0}),
               "expected at least 1");
  CsvLogger log("a", {.root = folder});
  EXPECT_ERROR(log.logEpoch(0, 0, {{"step", 1}}), "'step' cannot name");
  writeFile("file", "");
  EXPECT_ERROR(CsvLogger("a", {.root = folder / "file"}),
               "cannot create a log folder in");
}

TEST_F(LogTest, reportsAFullDisk) {
  CsvLogger log("a", {.root = folder, .everySteps = 1, .flushRows = 1});
  log.logStep(0, 0, {{"loss", 1}});
  // A limit on the size of files fails as a full disk does.
  rlimit before, small;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  small = {.rlim_cur = 26, .rlim_max = before.rlim_max};
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string append =
      test::errorOf([&] { log.logStep(0, 1, {{"loss", 0.5}}); });
  std::string rewrite =
      test::errorOf([&] { log.logStep(0, 2, {{"accuracy", 0.5}}); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  for (const std::string &message : {append, rewrite})
    EXPECT_NE(message.find("metrics.csv': File too large"), std::string::npos)
        << message;
  // What was there is whole, and what could not be written is not lost.
  EXPECT_EQ(readFile(log.file()), "epoch,step,loss\n0,0,1.0\n");
  log.flush();
  EXPECT_EQ(readFile(log.file()),
            "epoch,step,accuracy,loss\n0,0,,1.0\n0,1,,0.5\n0,2,0.5,\n");
}

} // namespace
} // namespace nadir
