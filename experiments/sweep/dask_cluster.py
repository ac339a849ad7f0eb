"""Chunks computed by the workers of a Dask cluster that see our folder.

Workers commit their chunks themselves and send receipts back, never tables. A chunk may be computed twice, by
a worker that was thought dead: its files have the same bytes. A chunk that cost Dask its workers is computed
here, run by run where it must be.
"""

import gc
import logging
from collections import deque
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from experiments.errors import ModelChanged, StoreFault, UsageFault, WorkersLost
from experiments.results.reading.receipt import Receipt
from experiments.sweep.chunk import compute
from experiments.sweep.plan import Chunk
from experiments.sweep.workers import run_chunks as run_here

AT_ONCE = 4
"""Chunks handed out for each worker's thread, so that none waits for our answer."""
CONNECT = "15s"


def run_chunks(chunks: Sequence[Chunk], folder: Path, address: str) -> Generator[Receipt, None, None]:
    """Compute chunks into `folder` (shared by all machines, at the same place) with the workers of the
    scheduler at `address`; yields a receipt for each as it is finished.

    Raises UsageFault where Dask is not installed or nobody answers, StoreFault where a worker cannot write,
    WorkersLost when the scheduler is gone.
    """
    try:
        from distributed import CancelledError, Client, as_completed
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise UsageFault("--dask needs Dask: pip install 'alliance-resilience[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it we say in our words
    place, refused = folder.resolve(), ""
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as fault:
        refused = _line(fault)
    if refused:
        gc.collect()  # a half-made client closes itself when it goes: never within a lock of the next one
        raise UsageFault(f"no Dask scheduler answers at {address} ({refused})")
    try:
        threads = max(1, sum(client.nthreads().values()))
        waiting = deque(range(len(chunks)))
        pending: dict[Any, int] = {}
        done = as_completed(loop=client.loop)

        def give() -> None:
            k = waiting.popleft()
            future = client.submit(_work, chunks[k], str(place), pure=False)
            pending[future] = k
            done.add(future)

        while waiting and len(pending) < AT_ONCE * threads:
            give()
        while pending:
            future = next(done)
            k = pending.pop(future)
            if future.status == "cancelled":
                raise CancelledError(str(future.key))
            yield from _answer(future, chunks[k], folder)
            future.release()
            if waiting:
                give()
    except (CancelledError, CommClosedError, TimeoutError) as fault:
        raise WorkersLost(f"the Dask scheduler at {address} is gone ({type(fault).__name__})") from None
    finally:
        client.close(timeout=5)


def _answer(future: Any, chunk: Chunk, folder: Path) -> Generator[Receipt, None, None]:
    """The receipt of a finished future; a chunk that only took workers with it is computed here."""
    from distributed import KilledWorker

    if future.status == "finished":
        yield future.result()
        return
    fault = future.exception()
    if isinstance(fault, StoreFault | ModelChanged):
        raise fault
    if isinstance(fault, KilledWorker):
        yield from run_here([chunk], folder, 1)
        return
    raise WorkersLost(f"a Dask worker could not compute chunk {chunk.index}: {_line(fault)}")


def _work(chunk: Chunk, place: str) -> Receipt:
    folder = Path(place)
    if not folder.is_dir():
        raise StoreFault(f"a worker does not see {place}: all machines must share the folder")
    return compute(chunk, folder)


def _line(fault: object) -> str:
    return " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
