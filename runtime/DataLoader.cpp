// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ring of batches between the loader's thread and its user.
#include "runtime/DataLoader.h"

#include "runtime/Error.h"
#include "runtime/Philox.h"
#include "runtime/ThreadPool.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <numeric>
#include <system_error>
#include <thread>
#include <utility>

namespace nadir {

void shuffle(std::span<int64_t> order, uint64_t seed, int64_t epoch) {
  std::iota(order.begin(), order.end(), int64_t{0});
  for (size_t i = order.size(); i-- > 1;) {
    std::array<uint32_t, 4> words =
        philox(seed, i, static_cast<uint64_t>(epoch), shuffleStream);
    uint64_t random = uint64_t{words[1]} << 32 | words[0];
    auto other = static_cast<size_t>(
        static_cast<unsigned __int128>(random) * (i + 1) >> 64);
    std::swap(order[i], order[other]);
  }
}

const Program::Input &Batch::find(std::string_view name,
                                  nadir_dtype dtype) const {
  for (const Program::Input &input : named) {
    if (input.name != name)
      continue;
    if (*input.dtype != dtype)
      throw Error(fmt::format("field '{}' of the batch is {}, asked for as {}",
                              name, nameOf(*input.dtype), nameOf(dtype)));
    return input;
  }
  throw Error(fmt::format("the batch has no field '{}'", name));
}

/// Counters are batches of the current epoch; batch i lies in slot
/// i % slots.size(). The user's thread holds batch `taken` - 1.
struct DataLoader::State {
  State(std::vector<Field> fields, const Options &options);
  ~State();

  void check() const;
  Batch makeSlot() const;
  void prepareOrder();
  void fill(int64_t batch);
  void produce();
  bool mayProduce() const {
    return produced < total && !failure &&
           produced - released < static_cast<int64_t>(slots.size());
  }

  std::vector<Field> fields;
  Options options;
  int64_t rows = 0;
  int64_t total = 0;
  std::vector<int64_t> order;
  std::vector<Batch> slots;

  int64_t epoch = 0;
  int64_t taken = 0;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable producerWakes, userWakes;
  // Below: guarded by the mutex.
  int64_t produced = 0;
  int64_t released = 0;
  bool orderStale = true;
  bool filling = false;
  bool producerSleeps = false;
  bool userSleeps = false;
  bool stopping = false;
  std::exception_ptr failure;
};

DataLoader::State::State(std::vector<Field> givenFields, const Options &given)
    : fields(std::move(givenFields)), options(given) {
  check();
  rows = fields.front().rows;
  total = options.dropLast ? rows / options.batch
                           : rows / options.batch + (rows % options.batch != 0);
  // An epoch begins with startEpoch.
  produced = taken = released = total;
  order.resize(rows);
  std::iota(order.begin(), order.end(), int64_t{0});
  int prefetch =
      options.prefetch.value_or(ThreadPool::availableCpus() > 1 ? 4 : 0);
  for (int i = 0; i <= prefetch; ++i)
    slots.push_back(makeSlot());
  if (prefetch > 0)
    thread = std::thread([this] { produce(); });
}

void DataLoader::State::check() const {
  if (fields.empty())
    throw Error("a data loader needs at least one field");
  if (options.batch < 1)
    throw Error(fmt::format("the batch size is {}, expected at least 1",
                            options.batch));
  if (int prefetch = options.prefetch.value_or(0);
      prefetch < 0 || prefetch > 1024)
    throw Error(
        fmt::format("{} batches to prefetch, expected 0 to 1024", prefetch));
  for (const Field &field : fields) {
    if (field.rows != fields.front().rows)
      throw Error(fmt::format("field '{}' has {} rows, but field '{}' has {}",
                              field.name, field.rows, fields.front().name,
                              fields.front().rows));
    if (std::ranges::count(fields, field.name, &Field::name) > 1)
      throw Error(fmt::format("two fields are named '{}'", field.name));
  }
}

Batch DataLoader::State::makeSlot() const {
  Batch slot;
  for (const Field &field : fields) {
    std::vector<int64_t> shape = field.shape;
    shape.insert(shape.begin(), std::min(options.batch, rows));
    std::optional<uint64_t> bytes = byteCount(shape, sizeOf(field.dtype));
    if (!bytes)
      throw Error(fmt::format("a batch of field '{}' is larger than memory",
                              field.name));
    slot.memory.emplace_back(*bytes,
                             fmt::format("a batch of '{}'", field.name));
    slot.named.emplace_back(field.name, field.dtype, slot.memory.back().data());
  }
  return slot;
}

DataLoader::State::~State() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard lock(mutex);
    stopping = true;
  }
  producerWakes.notify_one();
  thread.join();
}

void DataLoader::State::prepareOrder() {
  if (options.shuffle)
    shuffle(order, options.seed, epoch);
}

void DataLoader::State::fill(int64_t batch) {
  Batch &slot = slots[batch % slots.size()];
  int64_t first = batch * options.batch;
  slot.number = batch;
  slot.rowCount = std::min(options.batch, rows - first);
  std::span<const int64_t> indices(order.data() + first, slot.rowCount);
  for (size_t i = 0; i < fields.size(); ++i) {
    fields[i].fill(indices, slot.memory[i].data());
    Program::Input &input = slot.named[i];
    input.count =
        std::accumulate(fields[i].shape.begin(), fields[i].shape.end(),
                        slot.rowCount, std::multiplies<>());
  }
}

/// The loader's thread.
void DataLoader::State::produce() {
  std::unique_lock lock(mutex);
  while (true) {
    producerSleeps = true;
    producerWakes.wait(lock, [&] { return stopping || mayProduce(); });
    producerSleeps = false;
    if (stopping)
      return;
    filling = true;
    bool newOrder = std::exchange(orderStale, false);
    int64_t batch = produced;
    lock.unlock();
    std::exception_ptr thrown;
    try {
      if (newOrder)
        prepareOrder();
      fill(batch);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    filling = false;
    failure = thrown;
    if (!thrown)
      ++produced;
    else
      orderStale = true;
    if (userSleeps)
      userWakes.notify_one();
  }
}

DataLoader::DataLoader(std::vector<Field> fields, const Options &options) {
  try {
    state = std::make_unique<State>(std::move(fields), options);
  } catch (const std::system_error &error) {
    throw Error(
        fmt::format("cannot start the data loader's thread: {}", error.what()));
  }
}

DataLoader::~DataLoader() = default;

int64_t DataLoader::rows() const { return state->rows; }
int64_t DataLoader::batches() const { return state->total; }

void DataLoader::startEpoch(int64_t epoch, int64_t firstBatch) {
  State &s = *state;
  if (firstBatch < 0 || firstBatch > s.total)
    throw Error(fmt::format("the first batch is {}, expected 0 to {}",
                            firstBatch, s.total));
  std::unique_lock lock(s.mutex);
  // Nothing more is begun while no batch is wanted.
  s.produced = s.total;
  s.userSleeps = true;
  s.userWakes.wait(lock, [&] { return !s.filling; });
  s.userSleeps = false;
  s.orderStale |= s.epoch != epoch;
  s.epoch = epoch;
  s.failure = nullptr;
  s.taken = s.produced = s.released = firstBatch;
  if (s.thread.joinable())
    s.producerWakes.notify_one();
}

const Batch *DataLoader::next() {
  State &s = *state;
  if (s.taken == s.total)
    return nullptr;
  if (!s.thread.joinable()) {
    if (std::exchange(s.orderStale, false))
      s.prepareOrder();
    s.fill(s.taken);
    return &s.slots[s.taken++ % s.slots.size()];
  }
  std::unique_lock lock(s.mutex);
  s.released = s.taken;
  // Waking a thread costs more than filling a batch: let it do several.
  auto ahead = static_cast<int64_t>(s.slots.size()) - 1;
  if (s.producerSleeps && s.mayProduce() &&
      s.produced - s.released <= (ahead + 1) / 2)
    s.producerWakes.notify_one();
  s.userSleeps = true;
  s.userWakes.wait(lock, [&] { return s.produced > s.taken || s.failure; });
  s.userSleeps = false;
  if (s.produced <= s.taken)
    std::rethrow_exception(s.failure);
  return &s.slots[s.taken++ % s.slots.size()];
}

} // namespace nadir
