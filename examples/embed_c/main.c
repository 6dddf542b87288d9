/* Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Trains a network from plain C: nadirc made fashion_mlp.o and fashion_mlp.h
 * from a text file, and nothing else of Nadir is linked. The program owns all
 * memory; a step allocates nothing. Losses are printed with all their bits, so
 * that they can be compared with those of other ways to run the same graph.
 *
 * Usage: embed_c [FOLDER [STEPS]]
 */
#define _POSIX_C_SOURCE 200112L
#include "fashion_mlp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { batch = FASHION_MLP_CAPACITY, pixels = 28 * 28, usage_error = 2 };
static const char default_folder[] = "/usr/share/datasets/fashion-mnist";

/* A file of images or labels in MNIST's format, plain or compressed. */
typedef struct idx_file {
  gzFile file;
  uint32_t rows;
} idx_file;

static void fail(const char *what, const char *name) {
  fprintf(stderr, "embed_c: %s '%s'\n", what, name);
  exit(1);
}

/* What is wrong with the arguments ends the program with another status. */
static void fail_usage(const char *what, const char *text) {
  fprintf(stderr, "embed_c: %s '%s'\n", what, text);
  exit(usage_error);
}

/* The exit status: 1 if something of what was printed is lost. */
static int finish_output(void) {
  if (fflush(stdout) == 0 && !ferror(stdout))
    return 0;
  fprintf(stderr, "embed_c: can't write to standard output\n");
  return 1;
}

static uint32_t read_u32(gzFile file) {
  unsigned char bytes[4] = {0, 0, 0, 0};
  gzread(file, bytes, 4);
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
         (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Opens folder/name or folder/name.gz and checks that rows have `row_size`
 * bytes. zlib reads uncompressed files as they are. */
static idx_file open_idx(const char *folder, const char *name,
                         uint32_t row_size) {
  char path[4096];
  idx_file idx;
  uint32_t magic, size = 1, rank, i;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  idx.file = gzopen(path, "rb");
  if (!idx.file) {
    snprintf(path, sizeof path, "%s/%s.gz", folder, name);
    idx.file = gzopen(path, "rb");
  }
  if (!idx.file)
    fail("can't read", path);
  magic = read_u32(idx.file);
  rank = magic & 0xff;
  idx.rows = read_u32(idx.file);
  for (i = 1; i < rank && i < 4; ++i)
    size *= read_u32(idx.file);
  if (magic >> 8 != 8 || size != row_size)
    fail("expected unsigned bytes in rows of the network's size in", path);
  return idx;
}

static void read_rows(idx_file idx, unsigned char *bytes, size_t count) {
  if (gzread(idx.file, bytes, (unsigned)count) != (int)count)
    fail("unexpected end of", "a data file");
}

/* The next `rows` images, scaled to [0, 1], and their labels. */
static void read_batch(idx_file images, idx_file labels, int64_t rows,
                       float *image, int64_t *label) {
  static unsigned char bytes[batch * pixels];
  int64_t i;
  read_rows(images, bytes, (size_t)rows * pixels);
  for (i = 0; i < rows * pixels; ++i)
    image[i] = (float)bytes[i] / 255.0f;
  read_rows(labels, bytes, (size_t)rows);
  for (i = 0; i < rows; ++i)
    label[i] = bytes[i];
}

static void *allocate(size_t bytes) {
  void *block = NULL;
  if (posix_memalign(&block, NADIR_ALIGNMENT, bytes) != 0)
    fail("not enough", "memory");
  memset(block, 0, bytes);
  return block;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Steps of training in the order of the file. Returns when it ended. */
static void train(fashion_mlp_memory *memory, const char *folder, long steps,
                  double start) {
  static float image[batch * pixels];
  static int64_t label[batch];
  float loss = 0, accuracy = 0, error = 0;
  const fashion_mlp_train_step_inputs inputs = {image, label};
  const fashion_mlp_train_step_results results = {&loss, &accuracy, &error};
  idx_file images = open_idx(folder, "train-images-idx3-ubyte", pixels);
  idx_file labels = open_idx(folder, "train-labels-idx1-ubyte", 1);
  long step;
  for (step = 1; step <= steps && step * batch <= images.rows; ++step) {
    int32_t status;
    read_batch(images, labels, batch, image, label);
    status = fashion_mlp_train_step(memory, &inputs, &results, batch,
                                    FASHION_MLP_LEARNING_RATE, step);
    if (status != NADIR_OK) {
      fprintf(stderr,
              "embed_c: step %ld failed with status %d at element %lld\n", step,
              (int)status, (long long)memory->error.position);
      exit(1);
    }
    if (step == 1)
      printf("first step after %.2f ms\n", 1e3 * (seconds() - start));
    if (step <= 5 || step % 100 == 0)
      printf("step %4ld  loss %a  (%.4f)\n", step, loss, loss);
  }
  gzclose(images.file);
  gzclose(labels.file);
}

/* The part of the test images that the network gets right: the program adds
 * each batch to what it has counted. */
static double test(fashion_mlp_memory *memory, const char *folder) {
  static float image[batch * pixels];
  static int64_t label[batch];
  float loss = 0, accuracy = 0, error = 0;
  const fashion_mlp_eval_step_inputs inputs = {image, label};
  const fashion_mlp_eval_step_results results = {&loss, &accuracy, &error};
  const fashion_mlp_compute_metrics_results all = {&loss, &accuracy, &error};
  idx_file images = open_idx(folder, "t10k-images-idx3-ubyte", pixels);
  idx_file labels = open_idx(folder, "t10k-labels-idx1-ubyte", 1);
  int64_t done = 0;
  while (done < images.rows) {
    int64_t rows = images.rows - done < batch ? images.rows - done : batch;
    read_batch(images, labels, rows, image, label);
    if (fashion_mlp_eval_step(memory, &inputs, &results, rows) != NADIR_OK)
      fail("can't run", "eval_step");
    done += rows;
  }
  gzclose(images.file);
  gzclose(labels.file);
  if (fashion_mlp_compute_metrics(memory, &all) != NADIR_OK)
    fail("can't run", "compute_metrics");
  return accuracy;
}

/* Ends the program for --help and for arguments that it doesn't know. */
static void check_arguments(int argc, char **argv) {
  int help = argc > 1 &&
             (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
  int wrong = argc > 3;
  for (int i = 1; i < argc; ++i)
    wrong |= argv[i][0] == '-';
  if (!help && !wrong)
    return;
  fprintf(help ? stdout : stderr,
          "Usage: embed_c [FOLDER [STEPS]]\n"
          "Trains on the images of MNIST's files in FOLDER (%s)\n"
          "for STEPS steps (400) of %d images.\n",
          default_folder, batch);
  exit(help ? finish_output() : usage_error);
}

static long read_steps(const char *text) {
  char *end;
  long steps = strtol(text, &end, 10);
  if (*end != '\0' || steps < 1 || steps > 1000000000)
    fail_usage("expected 1 to 1000000000 steps, found", text);
  return steps;
}

int main(int argc, char **argv) {
  check_arguments(argc, argv);
  const char *folder = argc > 1 ? argv[1] : default_folder;
  long steps = argc > 2 ? read_steps(argv[2]) : 400;
  double start = seconds();
  fashion_mlp_memory memory = {0};
  memory.parameters = allocate(FASHION_MLP_PARAMETER_BYTES);
  memory.state = allocate(FASHION_MLP_STATE_BYTES);
  memory.arena = allocate(FASHION_MLP_ARENA_BYTES);
  if (fashion_mlp_init(&memory, 0) != NADIR_OK)
    fail("can't run", "init");
  train(&memory, folder, steps, start);
  printf("accuracy over the test images %.4f\n", test(&memory, folder));
  printf("%.2f s, %d KB of memory\n", seconds() - start,
         (FASHION_MLP_PARAMETER_BYTES + FASHION_MLP_STATE_BYTES +
          FASHION_MLP_ARENA_BYTES) /
             1024);
  free(memory.parameters);
  free(memory.state);
  free(memory.arena);
  return finish_output();
}
