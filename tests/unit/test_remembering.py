"""What is remembered up to a size."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from zaitaku.ground.remembering import Remembered

KEY = ("a", "ねこ")


def test_what_was_kept_is_given_back_under_its_key_alone() -> None:
    kept = Remembered(100_000)
    kept.keep(KEY, b"one")
    kept.keep(("aね", "こ"), b"two")
    assert (kept.get(KEY), kept.get(("aね", "こ"))) == (b"one", b"two")
    assert kept.get(("a",)) is None
    kept.keep(KEY, b"three")
    assert kept.get(KEY) == b"three" and len(kept) == 2
    kept.forget()
    assert kept.get(KEY) is None and (len(kept), kept.size) == (0, 0)


def test_it_never_holds_more_than_it_may_and_loses_what_is_asked_least() -> None:
    kept = Remembered(100_000)
    kept.keep(("often",), b"x" * 5_000)
    for number in range(300):
        kept.keep((str(number),), b"x" * (number * 37 % 9_000))
        assert kept.size <= kept.most
        assert kept.get(("often",)) is not None
    assert kept.get(("0",)) is None and kept.get(("299",)) is not None
    # empty answers and long keys take their room as well
    for number in range(1_000):
        kept.keep(("鍵" * 1_000, str(number)), b"")
    assert kept.size <= kept.most and len(kept) < 100_000 / 4_000


def test_one_that_is_large_is_not_kept_and_puts_nothing_out() -> None:
    kept = Remembered(80_000)
    kept.keep(KEY, b"one")
    kept.keep(("large",), b"x" * 10_000)
    assert kept.get(("large",)) is None and kept.get(KEY) == b"one"


def test_many_threads_leave_its_size_true() -> None:
    kept = Remembered(50_000)

    def work(worker: int) -> None:
        for number in range(400):
            kept.keep((str((worker * 7 + number) % 90),), b"x" * number)
            kept.get((str(number % 90),))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert 0 < kept.size <= kept.most
    for number in range(90):
        kept.keep((str(number),), b"")
    assert len(kept) == 90
    assert kept.size == sum(500 + 4 * len(str(number)) for number in range(90))
