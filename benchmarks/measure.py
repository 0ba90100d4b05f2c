"""A process with one register: it fills it, or measures one target after the other as its parent asks."""

import json
import sys
import time
import traceback
from pathlib import Path

import django

# A way is repeated until so many seconds are full, so that short ones are no matter of luck.
FULL = 0.06
MOST_REPEATS = 8


def sample(stage, target, way: str) -> dict:
    """One measurement: seconds of the wall clock and of the processor, and what the way tells of itself."""
    work, figures, count, spent = target.ways[way], {}, 0, {"wall": 0.0, "cpu": 0.0}
    while count == 0 or (not target.is_long and spent["wall"] < FULL and count < MOST_REPEATS):
        prepared = [target.before(stage)] if target.before else []
        wall, cpu = time.perf_counter(), time.process_time()
        answer = work(stage, *prepared)
        taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        figures = taken | answer if isinstance(answer, dict) else taken
        count += 1
        for name in spent:
            spent[name] += figures[name]
        if prepared and isinstance(prepared[0], str):
            Path(prepared[0]).unlink(missing_ok=True)
    return figures | {name: value / count for name, value in spent.items()}


def queries(stage, target, way: str) -> int | None:
    """How often the database is asked; a way of minutes, or in a process of its own, is not counted."""
    from benchmarks.stage import counted_queries

    if target.is_long:
        return None
    prepared = [target.before(stage)] if target.before else []
    target.ways[way](stage, *prepared)  # the first time also fills what is kept
    prepared = [target.before(stage)] if target.before else []
    with counted_queries() as asked:
        target.ways[way](stage, *prepared)
    return len(asked)


def answers(stage):
    """Does what each line asks and says what came of it."""
    from benchmarks import load, targets

    known = {target.key: target for target in targets.TARGETS}

    def do(order: dict) -> dict:
        if order["do"] == "load":
            return load.under_load(stage, order["application"], order["path"], seconds=order["seconds"], with_file=order["with_file"])
        target = known[order["target"]]
        if order["do"] == "queries":
            return {"queries": queries(stage, target, order["way"])}
        return sample(stage, target, order["way"])

    for line in sys.stdin:
        try:
            answer = do(json.loads(line))
        except targets.LeftOut as reason:
            answer = {"left_out": str(reason)}
        except Exception as problem:
            traceback.print_exc()
            answer = {"problem": f"{type(problem).__name__}: {problem}"[:500]}
        sys.__stdout__.write(json.dumps(answer) + "\n")
        sys.__stdout__.flush()


def main(arguments: list[str]) -> None:
    """`migrate`, `fill SIZE` or `measure SIZE`."""
    django.setup()
    from django.core.management import call_command

    verb, *rest = arguments
    if verb == "migrate":
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    elif verb == "static":
        call_command("collectstatic", interactive=False, verbosity=0)
    elif verb == "fill":
        from benchmarks.data import fill

        fill(int(rest[0]))
    else:
        from benchmarks.stage import Stage

        stage = Stage(int(rest[0]))
        # Only answers may stand in the output.
        sys.stdout = sys.stderr
        answers(stage)


if __name__ == "__main__":
    main(sys.argv[1:])
