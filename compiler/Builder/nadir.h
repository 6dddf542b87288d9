// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The builder: describe a model, its loss and its optimizer as a graph of
// tensors, and compile it.
//
//   nadir::Graph graph("classifier", {.batch = 128});
//   auto image = graph.input("image", nadir::f32, {nadir::batch, 784});
//   auto label = graph.input("label", nadir::i64, {nadir::batch});
//   auto logits = linear(relu(linear(image, 64)), 10);
//   graph.metric("accuracy", accuracy(logits, label));
//   graph.minimize(cross_entropy(logits, label), nadir::Adam{.lr = 1e-3});
//   nadir::Program program = nadir::compile(graph);

#ifndef NADIR_NADIR_H
#define NADIR_NADIR_H

#include "compiler/Builder/Compile.h"
#include "compiler/Builder/Functions.h"
#include "compiler/Builder/Graph.h"

#endif // NADIR_NADIR_H
