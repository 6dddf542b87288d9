#!/usr/bin/env python3
# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes metrics.json: calls of metrics with their values, from scikit-learn
# where it has the metric, else from the counts that scikit-learn gives, by the
# formulas of torchmetrics' documentation. Needs python3-numpy and
# python3-sklearn; run it in this folder. The tests only read the file.

import json

import numpy as np
import sklearn
from metric_cases import case, cases, rng, tensors
from sklearn import metrics as sk


def f32(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def divide(a, b, otherwise=0.0):
    a, b = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
    return np.where(b == 0, otherwise, a / np.where(b == 0, 1, b))


# ---------------------------------------------------------------------------
# Labels
# ---------------------------------------------------------------------------

N, C, L = 41, 5, 4


def class_samples(missing=None, dims=()):
    """Logits, and labels that follow them; one class may be nowhere."""
    logits = f32(rng.normal(size=(N, C) + dims) * 2)
    if missing is not None:
        logits[:, missing] = -9.0
    noise = logits + rng.normal(size=logits.shape) * 1.5
    if missing is not None:
        noise[:, missing] = -99.0
    return logits, noise.argmax(axis=1)


def flat_classes(scores, target):
    return np.moveaxis(scores, 1, -1).reshape(-1, scores.shape[1]), target.reshape(-1)


def refined(scores, target, k):
    """The target where it is among the k highest scores, else the highest."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.where((order == target[:, None]).any(axis=1), target, order[:, 0])


def counts_of(guess, target, classes):
    confusion = sk.confusion_matrix(target, guess, labels=range(classes)).astype(float)
    tp = np.diag(confusion)
    fp, fn = confusion.sum(0) - tp, confusion.sum(1) - tp
    return tp, fp, confusion.sum() - tp - fp - fn, fn


def label_counts(guess, target, valid):
    axes = tuple(i for i in range(guess.ndim) if i != 1)
    count = lambda mask: (mask & valid).sum(axis=axes).astype(float)
    return (count(guess & target), count(guess & ~target), count(~guess & ~target), count(~guess & target))


SCORES = {
    "precision": lambda tp, fp, tn, fn, z, per_label: divide(tp, tp + fp, z),
    "recall": lambda tp, fp, tn, fn, z, per_label: divide(tp, tp + fn, z),
    "f1_score": lambda tp, fp, tn, fn, z, per_label: divide(2 * tp, 2 * tp + fp + fn, z),
    "specificity": lambda tp, fp, tn, fn, z, per_label: divide(tn, tn + fp),
    "accuracy": lambda tp, fp, tn, fn, z, per_label:
        divide(tp + tn, tp + fp + tn + fn) if per_label else divide(tp, tp + fn),
    "hamming_distance": lambda tp, fp, tn, fn, z, per_label:
        1 - (divide(tp + tn, tp + fp + tn + fn) if per_label else divide(tp, tp + fn)),
}


def averaged(op, counts, average, per_label, zero=0.0, top_k=1):
    score = SCORES[op]
    if average == "micro":
        return score(*[c.sum() for c in counts], zero, per_label)
    tp, fp, tn, fn = counts
    values = score(tp, fp, tn, fn, zero, per_label)
    if average == "none":
        return values
    weights = tp + fn
    if average == "macro":
        seen = tp + fn + (fp if top_k == 1 else 0)
        weights = np.ones_like(values) if per_label else (seen != 0).astype(float)
    return (values * weights).sum() / weights.sum() if weights.sum() else 0.0


SKLEARN = {
    "precision": sk.precision_score, "recall": sk.recall_score, "f1_score": sk.f1_score,
}


def check_with_sklearn(op, guess, target, average, value):
    """The same number from scikit-learn, where it has this average."""
    if op == "accuracy" and average == "micro":
        assert np.isclose(value, sk.accuracy_score(target, guess))
    if op == "accuracy" and average == "macro":
        assert np.isclose(value, sk.recall_score(target, guess, average="macro", zero_division=0))
    if op == "hamming_distance" and average == "micro":
        assert np.isclose(value, sk.hamming_loss(target, guess))
    if op in SKLEARN and average != "none":
        assert np.isclose(value, SKLEARN[op](target, guess, average=average, zero_division=0))


def multiclass():
    for missing in (None, 2):
        scores, target = class_samples(missing)
        guess = scores.argmax(axis=1)
        for op in SCORES:
            for average in ("micro", "macro", "weighted", "none"):
                counts = counts_of(guess, target, C)
                value = averaged(op, counts, average, False)
                check_with_sklearn(op, guess, target, average, value)
                case(op, {"task": "multiclass", "average": average}, scores, target, value)
    for op in ("accuracy", "precision", "recall"):
        for k in (2, 3):
            for average in ("micro", "macro"):
                top = refined(scores, target, k)
                value = averaged(op, counts_of(top, target, C), average, False, top_k=k)
                if op == "accuracy" and average == "micro":
                    assert np.isclose(value, sk.top_k_accuracy_score(target, scores, k=k, labels=range(C)))
                case(op, {"average": average, "top_k": k}, scores, target, value)
    # Labels that don't count, outside and inside of the classes.
    for ignored in (-100, 1):
        hidden = np.where(rng.random(N) < 0.3, ignored, target)
        keep = hidden != ignored
        for op in SCORES:
            for average in ("micro", "macro"):
                value = averaged(op, counts_of(guess[keep], hidden[keep], C), average, False)
                case(op, {"average": average, "ignore_index": ignored}, scores, hidden, value)
    for op in ("accuracy", "f1_score"):
        value = averaged(op, counts_of(guess, target, C), "macro", False)
        case(op, {"task": "multiclass", "num_classes": C, "average": "macro"}, guess, target, value)
    scores, target = class_samples(dims=(3,))
    flat, labels = flat_classes(scores, target)
    for op in ("accuracy", "recall", "specificity"):
        for average in ("micro", "macro"):
            value = averaged(op, counts_of(flat.argmax(axis=1), labels, C), average, False)
            case(op, {"average": average}, scores, target, value)
    nothing = np.full(N, 3)
    case("precision", {"average": "none", "zero_division": 1.0}, np.tile(f32([1, 0, 0, 0, 0]), (N, 1)), nothing,
         averaged("precision", counts_of(np.zeros(N, int), nothing, C), "none", False, zero=1.0))


def binary_and_labels():
    probability = f32(rng.random(N))
    target = (probability + rng.normal(size=N) * 0.4 > 0.5).astype(int)
    logits = f32(rng.normal(size=N) * 3)
    hidden = np.where(rng.random(N) < 0.3, -1, target)
    for op in SCORES:
        for preds, scores, args in ((probability, probability, {"task": "binary"}),
                                    (probability, probability, {"task": "binary", "threshold": 0.3}),
                                    (logits, sigmoid(logits), {"task": "binary", "threshold": 0.6})):
            guess = scores > args.get("threshold", 0.5)
            counts = [c.sum() for c in label_counts(guess[:, None], target[:, None] == 1, np.ones((N, 1), bool))]
            case(op, args, preds, target, SCORES[op](*counts, 0.0, True))
        counts = [c.sum() for c in label_counts((probability > 0.5)[:, None], (hidden == 1)[:, None],
                                                (hidden != -1)[:, None])]
        case(op, {"task": "binary", "ignore_index": -1}, probability, hidden, SCORES[op](*counts, 0.0, True))
    for dims in ((), (2,)):
        preds = f32(rng.random((N, L) + dims))
        labels = (preds + rng.normal(size=preds.shape) * 0.4 > 0.5).astype(int)
        labels[:, 1] = 0
        some = np.where(rng.random(labels.shape) < 0.2, -1, labels)
        for op in SCORES:
            for average in ("micro", "macro", "weighted", "none"):
                counts = label_counts(preds > 0.5, labels == 1, np.ones(labels.shape, bool))
                case(op, {"task": "multilabel", "average": average}, preds, labels,
                     averaged(op, counts, average, True))
            counts = label_counts(preds > 0.5, some == 1, some != -1)
            case(op, {"average": "macro", "num_labels": L, "ignore_index": -1}, preds, some,
                 averaged(op, counts, "macro", True))


# ---------------------------------------------------------------------------
# Confusion matrices
# ---------------------------------------------------------------------------


def confusions():
    scores, target = class_samples(2)
    guess = scores.argmax(axis=1)
    labels = range(C)
    for args in ({}, {"normalize": "none"}):
        case("confusion_matrix", args, scores, target,
             sk.confusion_matrix(target, guess, labels=labels), integral=True)
    for mode in ("true", "pred", "all"):
        case("confusion_matrix", {"normalize": mode}, scores, target,
             sk.confusion_matrix(target, guess, labels=labels, normalize=mode))
    hidden = np.where(rng.random(N) < 0.3, -100, target)
    keep = hidden != -100
    case("confusion_matrix", {"ignore_index": -100}, scores, hidden,
         sk.confusion_matrix(target[keep], guess[keep], labels=labels), integral=True)
    deep, deep_target = class_samples(dims=(2, 3))
    flat, flat_target = flat_classes(deep, deep_target)
    case("confusion_matrix", {}, deep, deep_target,
         sk.confusion_matrix(flat_target, flat.argmax(axis=1), labels=labels), integral=True)
    p = f32(rng.random((N, L)))
    t = (p + rng.normal(size=p.shape) * 0.4 > 0.5).astype(int)
    case("confusion_matrix", {"task": "multilabel"}, p, t,
         sk.multilabel_confusion_matrix(t, (p > 0.5).astype(int)), integral=True)
    case("confusion_matrix", {"task": "binary"}, p[:, 0], t[:, 0],
         sk.confusion_matrix(t[:, 0], p[:, 0] > 0.5), integral=True)

    for weights in (None, "linear", "quadratic"):
        args = {} if weights is None else {"weights": weights}
        case("cohen_kappa", args, scores, target, sk.cohen_kappa_score(target, guess, weights=weights, labels=labels))
    case("cohen_kappa", {"task": "binary"}, p[:, 0], t[:, 0], sk.cohen_kappa_score(t[:, 0], p[:, 0] > 0.5))
    case("cohen_kappa", {"ignore_index": -100}, scores, hidden, sk.cohen_kappa_score(target[keep], guess[keep]))

    case("matthews_corrcoef", {}, scores, target, sk.matthews_corrcoef(target, guess))
    case("matthews_corrcoef", {"ignore_index": -100}, scores, hidden, sk.matthews_corrcoef(target[keep], guess[keep]))
    case("matthews_corrcoef", {"task": "binary"}, p[:, 0], t[:, 0], sk.matthews_corrcoef(t[:, 0], p[:, 0] > 0.5))
    case("matthews_corrcoef", {"task": "multilabel"}, p, t, sk.matthews_corrcoef(t.reshape(-1), p.reshape(-1) > 0.5))
    two = np.stack([1 - p[:, 0], p[:, 0]], axis=1)
    case("matthews_corrcoef", {}, two, t[:, 0], sk.matthews_corrcoef(t[:, 0], two.argmax(axis=1)))
    exact = t[:, 0].astype(np.float64)
    case("matthews_corrcoef", {"task": "binary"}, exact, t[:, 0], 1.0)
    case("matthews_corrcoef", {"task": "binary"}, 1 - exact, t[:, 0], -1.0)
    # One column of the matrix is empty: tp and fp alone.
    tp, fp = float(t[:, 0].sum()), float((1 - t[:, 0]).sum())
    eps = float(np.finfo(np.float32).eps)
    case("matthews_corrcoef", {"task": "binary"}, np.ones(N), t[:, 0],
         np.sqrt(eps) * (tp - fp) / np.sqrt((tp + fp + eps) * (tp + eps) * (fp + eps) * eps))
    case("matthews_corrcoef", {}, np.tile(f32([1, 0, 0, 0, 0]), (N, 1)), target, 0.0)

    for average in ("micro", "macro", "weighted"):
        case("jaccard_index", {"average": average}, scores, target, sk.jaccard_score(target, guess, average=average))
    case("jaccard_index", {"average": "none"}, scores, target,
         sk.jaccard_score(target, guess, average=None, labels=labels, zero_division=0))
    case("jaccard_index", {"task": "binary"}, p[:, 0], t[:, 0], sk.jaccard_score(t[:, 0], p[:, 0] > 0.5))
    for average in ("micro", "macro"):
        case("jaccard_index", {"task": "multilabel", "average": average}, p, t,
             sk.jaccard_score(t, p > 0.5, average=average))
    # A class that is ignored has no part, whatever was predicted.
    inside = target != 1
    tp, fp, _, fn = counts_of(guess[inside], target[inside], C)
    union = tp + fp + fn
    others = np.arange(C) != 1
    case("jaccard_index", {"average": "micro", "ignore_index": 1}, scores, target, tp.sum() / union[others].sum())
    seen = others & (union != 0)
    case("jaccard_index", {"ignore_index": 1}, scores, target, divide(tp, union)[seen].mean())


# ---------------------------------------------------------------------------
# Curves and calibration
# ---------------------------------------------------------------------------


def step_counts(score, positive, negative, levels):
    above = score[..., None] >= levels
    return (above & positive[..., None]).sum(0), (above & negative[..., None]).sum(0)


def binned_auroc(tps, fps, p, n):
    tpr, fpr = divide(tps, p), divide(fps, n)
    return float(((fpr[:-1] - fpr[1:]) * (tpr[:-1] + tpr[1:]) / 2).sum())


def binned_precision(tps, fps, p):
    precision, recall = divide(tps, tps + fps), divide(tps, p)
    return float(((recall - np.append(recall[1:], 0)) * precision).sum())


def exact_auroc(positive, score):
    return sk.roc_auc_score(positive, score) if 0 < positive.sum() < len(positive) else 0.0


def curve_values(op, score, positive, negative, levels, undefined):
    if levels is None:
        used = positive | negative
        if op == "auroc":
            return exact_auroc(positive[used], score[used])
        return sk.average_precision_score(positive[used], score[used]) if positive.any() else undefined
    tps, fps = step_counts(score, positive, negative, levels)
    if op == "auroc":
        return binned_auroc(tps, fps, positive.sum(), negative.sum())
    return binned_precision(tps, fps, positive.sum())


def mean_of(values, average, weights):
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    if average == "none":
        return values
    keep = ~np.isnan(values)
    if average == "macro":
        return values[keep].mean()
    return (values[keep] * weights[keep]).sum() / weights[keep].sum()


LEVELS = ((None, {}), (np.linspace(0, 1, 7, dtype=np.float32), {"thresholds": [7.0]}),
          (f32([0.1, 0.25, 0.5, 0.75]), {"thresholds": [0.1, 0.25, 0.5, 0.75]}))


def curves():
    score = f32(np.round(rng.random(N), 1) * 0.93 + 0.01)  # many equal ones
    target = (score + rng.normal(size=N) * 0.4 > 0.5).astype(int)
    logits = f32(rng.normal(size=N) * 2)
    hidden = np.where(rng.random(N) < 0.3, -1, target)
    for op in ("auroc", "average_precision"):
        for levels, args in LEVELS:
            args = {"task": "binary", **args}
            value = lambda s, t: curve_values(op, s, t == 1, t == 0, levels, 0.0)
            case(op, args, score, target, value(score, target))
            case(op, args, logits, target, value(sigmoid(logits), target))
            case(op, {**args, "ignore_index": -1}, score, hidden, value(score, hidden))
            case(op, args, score, np.zeros(N, int), 0.0)
            deep = np.stack([score, score[::-1]], axis=1)
            labels = np.stack([target, 1 - target], axis=1)
            case(op, args, deep, labels, value(deep.reshape(-1), labels.reshape(-1)))
    for limit in (0.2, 0.5, 1.0):
        case("auroc", {"task": "binary", "max_fpr": limit}, score, target,
             sk.roc_auc_score(target, score, max_fpr=limit))

    for missing in (None, 2):
        scores, classes = class_samples(missing)
        probability = softmax(scores, 1)
        for op in ("auroc", "average_precision"):
            for levels, args in LEVELS:
                undefined = np.nan if levels is None else 0.0
                values = [curve_values(op, probability[:, c], classes == c, classes != c, levels, undefined)
                          for c in range(C)]
                weights = [(classes == c).sum() for c in range(C)]
                for average in ("macro", "weighted", "none"):
                    case(op, {**args, "average": average}, scores, classes, mean_of(values, average, weights))
    given = softmax(f32(rng.normal(size=(N, C))), 1).astype(np.float32).astype(np.float64)
    deep, deep_classes = class_samples(dims=(2,))
    flat, flat_target = flat_classes(softmax(deep, 1), deep_classes)
    for op in ("auroc", "average_precision"):
        for scores, preds, target in ((given, given, classes), (flat, deep, deep_classes)):
            labels = classes if preds is given else flat_target
            values = [curve_values(op, scores[:, c], labels == c, labels != c, None, np.nan) for c in range(C)]
            case(op, {}, preds, target, np.nanmean(values))

    preds = f32(rng.random((N, L)))
    labels = (preds + rng.normal(size=preds.shape) * 0.4 > 0.5).astype(int)
    some = np.where(rng.random(labels.shape) < 0.2, -1, labels)
    for op in ("auroc", "average_precision"):
        for levels, args in LEVELS:
            for t, extra in ((labels, {}), (some, {"ignore_index": -1})):
                values = [curve_values(op, preds[:, c], t[:, c] == 1, t[:, c] == 0, levels, 0.0) for c in range(L)]
                weights = [(t[:, c] == 1).sum() for c in range(L)]
                common = {"task": "multilabel", **args, **extra}
                for average in ("macro", "weighted", "none"):
                    case(op, {**common, "average": average}, preds, t, mean_of(values, average, weights))
                flat, flat_t = preds.reshape(-1), t.reshape(-1)
                case(op, {**common, "average": "micro"}, preds, t,
                     curve_values(op, flat, flat_t == 1, flat_t == 0, levels, 0.0))


def calibration(confidence, right, bins, norm):
    edges = np.linspace(0, 1, bins + 1)
    assert np.abs(confidence[confidence < 1, None] - edges).min() > 1e-6
    place = np.digitize(confidence, edges) - 1
    total = 0.0
    for b in range(bins + 1):
        inside = place == b
        if not inside.any():
            continue
        gap = abs(confidence[inside].mean() - right[inside].mean())
        part = inside.mean()
        total = max(total, gap) if norm == "max" else total + part * (gap if norm == "l1" else gap ** 2)
    return np.sqrt(total) if norm == "l2" else total


def calibrations():
    p = f32(rng.random(N) * 0.98 + 0.011)
    p[3] = 1.0
    t = (p + rng.normal(size=N) * 0.4 > 0.5).astype(int)
    hidden = np.where(rng.random(N) < 0.3, -1, t)
    keep = hidden != -1
    scores, target = class_samples()
    probability = softmax(scores, 1)
    right = probability.argmax(axis=1) == target
    for norm in ("l1", "l2", "max"):
        for bins in (15, 4):
            args = {"n_bins": bins, "norm": norm}
            case("calibration_error", {"task": "binary", **args}, p, t, calibration(p, t, bins, norm))
            case("calibration_error", {"task": "binary", "ignore_index": -1, **args}, p, hidden,
                 calibration(p[keep], t[keep], bins, norm))
            case("calibration_error", args, scores, target, calibration(probability.max(axis=1), right, bins, norm))


# ---------------------------------------------------------------------------
# Numbers
# ---------------------------------------------------------------------------


def regressions():
    for shape in ((N,), (N, 3)):
        target = f32(rng.normal(size=shape) * 3 + 5)
        preds = f32(target + rng.normal(size=shape))
        case("mean_squared_error", {}, preds, target, sk.mean_squared_error(target.reshape(-1), preds.reshape(-1)))
        case("mean_squared_error", {"squared": False}, preds, target,
             np.sqrt(sk.mean_squared_error(target.reshape(-1), preds.reshape(-1))))
        case("mean_absolute_error", {}, preds, target, sk.mean_absolute_error(target.reshape(-1), preds.reshape(-1)))
        case("r2_score", {}, preds, target, sk.r2_score(target, preds))
        case("r2_score", {"adjusted": 4}, preds, target, 1 - (1 - sk.r2_score(target, preds)) * (N - 1) / (N - 5))
        case("r2_score", {"adjusted": N}, preds, target, sk.r2_score(target, preds))
    for mode in ("raw_values", "variance_weighted"):
        case("r2_score", {"multioutput": mode}, preds, target, sk.r2_score(target, preds, multioutput=mode))
    case("mean_squared_error", {"num_outputs": 3}, preds, target,
         sk.mean_squared_error(target, preds, multioutput="raw_values"))
    case("mean_absolute_error", {"num_outputs": 3}, preds, target,
         sk.mean_absolute_error(target, preds, multioutput="raw_values"))
    constant = np.full((N,), 2.0)
    case("r2_score", {}, constant, constant, 1.0)
    case("r2_score", {}, constant + 1, constant, 0.0)

    logits = f32(rng.normal(size=(N, 6, 9)) * 2)
    tokens = rng.integers(0, 9, size=(N, 6))
    some = np.where(rng.random(tokens.shape) < 0.3, -100, tokens)
    log = np.log(softmax(logits, 2))
    for t, args in ((tokens, {}), (some, {"ignore_index": -100})):
        keep = t != -100
        picked = np.take_along_axis(log, np.where(keep, t, 0)[..., None], axis=2)[..., 0]
        case("perplexity", args, logits, t, np.exp(-picked[keep].mean()))


def rows_of(value_of, count):
    """The values of single samples, one below the other."""
    return np.stack([np.asarray(value_of(i), float) for i in range(count)])


def samplewise():
    scores, target = class_samples(2, dims=(2, 3))
    guess = scores.argmax(axis=1)
    for ignored in (None, -100, 1):
        hidden = target if ignored is None else np.where(rng.random(target.shape) < 0.3, ignored, target)
        extra = {} if ignored is None else {"ignore_index": ignored}

        def class_counts(i, chosen):
            keep = hidden[i] != ignored
            return counts_of(chosen[i][keep], hidden[i][keep], C) if keep.any() else [np.zeros(C)] * 4

        for op in SCORES:
            for average in ("micro", "macro", "weighted", "none") if ignored is None else ("micro", "macro"):
                value = rows_of(lambda i: averaged(op, class_counts(i, guess), average, False), N)
                args = {"average": average, "multidim_average": "samplewise", **extra}
                case(op, args, scores, hidden, value)
                if ignored is None and average == "macro":
                    case(op, {**args, "num_classes": C}, guess, hidden, value)
    two = refined(*flat_classes(scores, target), 2).reshape(target.shape)
    hidden, ignored = target, None
    for average in ("micro", "macro"):
        case("recall", {"average": average, "multidim_average": "samplewise", "top_k": 2}, scores, target,
             rows_of(lambda i: averaged("recall", class_counts(i, two), average, False, top_k=2), N))

    p = f32(rng.random((N, L, 3)))
    labels = (p + rng.normal(size=p.shape) * 0.4 > 0.5).astype(int)
    some = np.where(rng.random(labels.shape) < 0.3, -1, labels)
    for t, extra in ((labels, {}), (some, {"ignore_index": -1})):
        counts = lambda i, axis: [c[i] for c in sample_counts(p > 0.5, t == 1, t != -1, axis)]
        for op in SCORES:
            case(op, {"task": "binary", "multidim_average": "samplewise", **extra}, p, t,
                 rows_of(lambda i: SCORES[op](*counts(i, (1, 2)), 0.0, True), N))
            for average in ("micro", "macro", "weighted", "none") if not extra else ("micro", "macro"):
                case(op, {"task": "multilabel", "average": average, "multidim_average": "samplewise", **extra}, p, t,
                     rows_of(lambda i: averaged(op, counts(i, (2,)), average, True), N))


def sample_counts(guess, target, valid, axes):
    count = lambda mask: (mask & valid).sum(axis=axes).astype(float)
    return (count(guess & target), count(guess & ~target), count(~guess & ~target), count(~guess & target))


multiclass()
binary_and_labels()
confusions()
curves()
calibrations()
regressions()
samplewise()
with open("metrics.json", "w") as file:
    file.write('{\n"source": %s,\n"layout": %s,\n"cases": [\n' % (
        json.dumps(f"scikit-learn {sklearn.__version__} in float64 on these float32 inputs, by make_metrics.py"),
        json.dumps("preds and target name tensors; values are row-major, null is NaN")))
    file.write(",\n".join(json.dumps(c) for c in cases))
    file.write('\n],\n"tensors": {\n')
    file.write(",\n".join(f'"{name}": {text}' for text, name in tensors.items()))
    file.write("\n}\n}\n")
print(len(cases), "cases")
