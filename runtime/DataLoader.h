// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Batches of a data set, shuffled anew each epoch, prepared ahead of time by a
// background thread. What a batch holds depends on seed, epoch and its number
// only, not on threads or on what was asked for before.
#ifndef NADIR_RUNTIME_DATALOADER_H
#define NADIR_RUNTIME_DATALOADER_H

#include "runtime/DataSet.h"
#include "runtime/Program.h"

#include <memory>
#include <optional>

namespace nadir {

/// Fills `order` with a permutation of 0 .. size-1: Fisher and Yates' shuffle
/// from the last element down, which swaps element i with element
/// floor(u * (i + 1) / 2^64), where u is the first two words (the second the
/// high one) of philox(seed, i, epoch, shuffleStream).
void shuffle(std::span<int64_t> order, uint64_t seed, int64_t epoch);

/// Some rows of every field. Its memory is the loader's.
class Batch {
public:
  int64_t rows() const { return rowCount; }
  /// Number of the batch in its epoch, from 0.
  int64_t index() const { return number; }
  /// One entry for each field, as Program::run takes them.
  std::span<const Program::Input> inputs() const { return named; }
  /// The rows of a field. Throws Error when there is none of this name or its
  /// type is not T.
  template <class T> std::span<const T> values(std::string_view name) const {
    return {static_cast<const T *>(find(name, dtypeOf<T>()).data),
            static_cast<size_t>(*find(name, dtypeOf<T>()).count)};
  }

private:
  friend class DataLoader;
  const Program::Input &find(std::string_view name, nadir_dtype dtype) const;

  int64_t rowCount = 0;
  int64_t number = 0;
  std::vector<AlignedBlock> memory;
  std::vector<Program::Input> named;
};

class DataLoader {
public:
  struct Options {
    int64_t batch = 32;
    bool shuffle = false;
    uint64_t seed = 0;
    /// Leave out a last batch of fewer rows.
    bool dropLast = false;
    /// Batches prepared ahead; 0 prepares each when it is asked for. If not
    /// given, 4, or 0 where this process has a single CPU.
    std::optional<int> prefetch = std::nullopt;
  };

  /// Throws Error when there is no field, their rows differ, two have one name,
  /// an option is out of range, or memory is short.
  DataLoader(std::vector<Field> fields, const Options &options);
  ~DataLoader();
  DataLoader(const DataLoader &) = delete;
  DataLoader &operator=(const DataLoader &) = delete;

  /// Rows of the data set.
  int64_t rows() const;
  /// Batches in an epoch.
  int64_t batches() const;

  /// Begins an epoch, abandoning the one before where it is. `firstBatch` skips
  /// batches, to go on from a checkpoint.
  void startEpoch(int64_t epoch, int64_t firstBatch = 0);

  /// The next batch, or null when the epoch is over. It stays valid until the
  /// next call.
  const Batch *next();

  /// `for (const Batch &batch : loader.epoch(e))`
  class Epoch {
  public:
    class Iterator {
    public:
      const Batch &operator*() const { return *batch; }
      Iterator &operator++() {
        batch = loader->next();
        return *this;
      }
      bool operator!=(std::nullptr_t) const { return batch != nullptr; }

    private:
      friend class Epoch;
      explicit Iterator(DataLoader *loader)
          : loader(loader), batch(loader->next()) {}
      DataLoader *loader;
      const Batch *batch;
    };
    Iterator begin() const { return Iterator(loader); }
    std::nullptr_t end() const { return nullptr; }

  private:
    friend class DataLoader;
    explicit Epoch(DataLoader *loader) : loader(loader) {}
    DataLoader *loader;
  };
  Epoch epoch(int64_t epoch, int64_t firstBatch = 0) {
    startEpoch(epoch, firstBatch);
    return Epoch(this);
  }

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace nadir

#endif // NADIR_RUNTIME_DATALOADER_H
