"""Measures of whole runs: against the languages' own commands, against bare starts, and when little has changed."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time

from bench.lab import HARNESS, Lab
from bench.measure import Measure, Pair
from bench.programs import bare, build, one_after_another, planned, prepared

WAITING = ("slow", "hang")
VERSION = (sys.executable, "-m", "pytest", "--version")
ONE = "v1/get_account/curl/success"
EDITED = "examples/python/code/v1/masking.py"


def _ratio(harness: float, other: float, **parts: object) -> Pair:
    return Pair(harness / other, {"harness_s": round(harness, 2), "other_s": round(other, 2), **parts})


def _warm(lab: Lab) -> None:
    one_after_another(lab, planned(lab, "success"))
    lab.run("--scenario", "success", "--no-cache")


def _success(lab: Lab) -> Pair:
    own = one_after_another(lab, planned(lab, "success"))
    return _ratio(lab.run("--scenario", "success", "--no-cache").seconds, sum(own.values()), languages=own)


def _every_scenario(lab: Lab) -> Pair:
    own = one_after_another(lab, planned(lab, "success"))
    run = lab.run("--no-cache")
    return _ratio(run.seconds, sum(own.values()), cases=len(run.verdicts))


def _cold_starts(lab: Lab) -> Pair:
    other = bare(lab, planned(lab))
    run = lab.run("--no-cache", "--cold")
    return _ratio(run.seconds, other, cases=len(run.verdicts))


def _processor(lab: Lab) -> Pair:
    """What one more case costs beyond its program: a run's own start, as one case shows it, is taken off."""
    cases = planned(lab, "success")
    commands = prepared(lab)
    build(lab, cases)
    before = _children()
    bare(lab, cases, commands)
    program = (_children() - before) / len(cases)
    figures = {}
    for name, how in (("cold", ("--cold",)), ("warm", ())):
        all_of_them = lab.run("--no-cache", "--scenario", "success", *how).processor
        one = lab.run("--no-cache", *how, ONE).processor
        figures[name] = (all_of_them - one) / (len(cases) - 1)
    parts = {"program_ms": 1000 * program, "cold_ms": 1000 * figures["cold"], "warm_ms": 1000 * figures["warm"]}
    return Pair(parts["cold_ms"] - parts["program_ms"], {name: round(value, 1) for name, value in parts.items()})


def _children() -> float:
    """Seconds of processor time of all processes that have ended (getrusage(2))."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _unchanged(lab: Lab) -> Pair:
    run = lab.run()
    return Pair(run.seconds, {"cached": run.cached, "cases": len(run.verdicts)})


def _edit(lab: Lab) -> None:
    file = lab.project / EDITED
    file.write_text(file.read_text("utf-8") + f"\n# edited at {time.time_ns()}\n", "utf-8")


def _edited(lab: Lab) -> Pair:
    _edit(lab)
    run = lab.run()
    return Pair(run.seconds, {"run": len(run.verdicts) - run.cached, "cached": run.cached})


def _edited_busy(lab: Lab) -> Pair:
    names = dict.fromkeys(case.case.scenario for case in planned(lab))
    _edit(lab)
    run = lab.run(*(f"--scenario={name}" for name in names if name not in WAITING))
    return Pair(run.seconds, {"run": len(run.verdicts) - run.cached, "cached": run.cached})


def _list(lab: Lab) -> Pair:
    other = lab.timed(VERSION)
    return _ratio(lab.timed([HARNESS, "list"]), other)


def _unchanged_resident(lab: Lab) -> Pair:
    env, other = lab.resident, lab.timed(VERSION)
    return _ratio(lab.timed([HARNESS, "run"], env=env), other)


def _success_resident(lab: Lab) -> Pair:
    own = one_after_another(lab, planned(lab, "success"))
    run = lab.timed([HARNESS, "run", "--scenario", "success", "--no-cache"], env=lab.resident)
    return _ratio(run, sum(own.values()), languages=own)


def _warm_resident(lab: Lab) -> None:
    for _ in range(2):  # the first one fills the cache, which the second one reads
        lab.timed([HARNESS, "run"], env=lab.resident)


def _first_verdict(lab: Lab) -> Pair:
    """Seconds from a run's start to its first line, after an edit; the run is then waited for."""
    env = lab.resident
    _edit(lab)
    start = time.perf_counter()
    with subprocess.Popen([HARNESS, "run"], cwd=lab.project, env=env, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603
        line = next(iter(running.stderr or ()))
        seconds = time.perf_counter() - start
        running.communicate()
    return Pair(seconds, {"line": line.strip()})


def _cold_caches(lab: Lab) -> Pair:
    """Both begin without Go's and tsx's caches, and the harness without its own."""
    own = one_after_another(lab, planned(lab, "success"), _empty(lab, "own"))
    shutil.rmtree(lab.project / ".harness", ignore_errors=True)
    run = lab.run(env=_empty(lab, "harness"))
    return _ratio(run.seconds, sum(own.values()), languages=own)


def _empty(lab: Lab, name: str) -> dict[str, str]:
    env = {}
    for variable in ("GOCACHE", "TMPDIR", "XDG_CACHE_HOME"):
        folder = lab.scratch / "empty" / name / variable
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        env[variable] = str(folder)
    return env


MEASURES = (
    Measure(
        "success",
        "success cases, warm, against the languages' own commands one after another",
        "of it",
        0.12,
        _success,
        _warm,
    ),
    Measure(
        "all-scenarios", "all scenarios of all programs, warm, against the same", "of it", 1.5, _every_scenario, _warm
    ),
    Measure(
        "cold-starts",
        "all scenarios with --cold, against bare cold starts of the same programs, as many times, on all cores",
        "of it",
        1.1,
        _cold_starts,
        _warm,
    ),
    Measure(
        "processor",
        "the harness's own processor time a case",
        "ms",
        3.0,
        _processor,
        _warm,
        why="all processes of the harness: what a cold run takes beyond the same programs by their bare commands",
    ),
    Measure("unchanged", "nothing changed since the last run, all scenarios", "s", 1.0, _unchanged, Lab.run),
    Measure(
        "edited",
        "one program edited, all scenarios",
        "s",
        1.5,
        _edited,
        Lab.run,
        why="under `hang` the program itself waits 15 s for an answer that never comes: no harness can end that sooner",
    ),
    Measure(
        "edited-busy",
        f"one program edited, all scenarios but {' and '.join(WAITING)}",
        "s",
        1.5,
        _edited_busy,
        Lab.run,
    ),
    Measure("list", "harness list, against python -m pytest --version", "of it", 1.0, _list, _list),
    Measure(
        "unchanged-resident",
        "nothing changed, by a resident harness, against python -m pytest --version",
        "of it",
        0.6,
        _unchanged_resident,
        _warm_resident,
    ),
    Measure(
        "success-resident",
        "success cases by a resident harness, against the languages' own commands one after another",
        "of it",
        0.12,
        _success_resident,
        _warm,
    ),
    Measure(
        "first-verdict",
        "one program edited, by a resident harness: from the command to the first verdict",
        "s",
        0.3,
        _first_verdict,
        _warm_resident,
    ),
    Measure(
        "cold-caches",
        "cold, caches empty, toolchains present, all scenarios, against the languages' own commands, cold",
        "of it",
        1.0,
        _cold_caches,
    ),
)
