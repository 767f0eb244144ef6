"""One year of 在宅医療, counted as KDB counts it: patient-months, later divided by twelve.

The tables tell one story because they come from the same counts: patients by need (③) choose
institutions (gravity: size, distance, whether they serve homes or facilities); their visits
summed by the patients' municipality give ①, by institution ②, by both municipalities ④.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator import YEARS, population
from generator.acts import ACTS, DISCHARGE
from generator.institutions import OUTSIDE, Market, Structure
from generator.places import PLACES

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Rng = np.random.Generator

SCHEMES = ("国保", "後期")
LIVINGS = ("在宅時", "施設入居時等")
SEVERITIES = ("重症", "その他")
LEVELS = (
    "未認定",
    "要支援１",
    "要支援２",
    "要介護１",
    "要介護２",
    "要介護３",
    "要介護４",
    "要介護５",
)

# Of residents of a band from 40-44 up: insured by 国保 or 後期, and certified for 介護.
INSURED = {"国保": [0.27] * 5 + [0.74, 0.78] + [0.0] * 6, "後期": [0.0] * 7 + [0.985] * 6}
CERTIFIED = [0.003] * 5 + [0.028, 0.058, 0.12, 0.26, 0.48, 0.70, 0.83, 0.93]
LEVEL_SHARE = np.array([0.14, 0.14, 0.21, 0.17, 0.13, 0.125, 0.085])

# Patients per certified person: medians of insurers where visits are common, scaled to a
# prefecture where they are less so; and per insured person without certification.
USE = 0.52 * np.array([0.031, 0.036, 0.143, 0.223, 0.352, 0.466, 0.569])
USE_UNCERTIFIED = {"国保": 0.0003, "後期": 0.0016}
USE_GROWTH = 1.04

FACILITY_SHARE = np.array([0.20, 0.34, 0.38, 0.46, 0.48, 0.52, 0.52, 0.46])
SEVERE_SHARE = np.array(
    [
        [0.12, 0.10, 0.10, 0.09, 0.10, 0.11, 0.13, 0.16],
        [0.08, 0.08, 0.08, 0.08, 0.08, 0.09, 0.11, 0.13],
    ]
)

STAY = 6  # months a patient stays with one institution within a year
UNMANAGED = 0.06  # visited without a management fee
ALONE_IN_FACILITY = 0.13  # the only one seen there that day: counted as 同一建物以外
COUPLE_AT_HOME = 0.025
CALLED = 0.14
TWICE_A_MONTH = {"home": 0.60, "facility": 0.72}


@dataclass(frozen=True)
class Care:
    """The counts of one year, in patient-months unless said otherwise.

    ``patients``     scheme × place × living × severity × level
    ``supply``       act × scheme × place × (patients, receipts, claims)
    ``institutions`` act × (合計, 国保, 後期) × place: institutions, not months
    ``by_clinic``    act × clinic, for the acts that physicians' visits give rise to
    ``flows``        (同一建物以外, 同一建物) × place of residence × place of care, 県外 last
    ``discharge``    place × the fourteen columns of ⑤: persons a year
    """

    patients: Counts
    supply: Counts
    institutions: Counts
    by_clinic: Counts
    flows: Counts
    discharge: Counts


def care(structure: Structure, residents: Counts, year: int, seed: int) -> Care:
    """All five tables of one fiscal year."""
    rng = np.random.default_rng([seed, year])
    t = YEARS.index(year)
    certified = _certified(residents[t])
    patients = _patients(structure, residents[t], certified, year, rng)
    visits = _visits(structure, patients, year, rng)

    persons = _persons(residents[t], certified)
    supply = np.zeros((len(ACTS), 2, len(PLACES), 3), dtype=np.int64)
    institutions = np.zeros((len(ACTS), 3, len(PLACES)), dtype=np.int64)
    clinics = len(structure.clinics.owner)
    by_clinic = np.zeros((len(ACTS), clinics), dtype=np.int64)
    for a, act in enumerate(ACTS):
        if act.provider:
            growth = structure.act_growth[a] ** t
            months = rng.poisson(
                12 * act.rate * growth * persons[act.basis] * structure.act_level[a]
            )
            market = structure.providers[act.provider]
            stay = 1 if act.function == DISCHARGE else STAY
            cells = _choose(months, market.shares(year), rng, stay)
        elif act.rate == 1:
            cells = visits[act.basis]
        else:
            rates = np.minimum(act.rate * structure.clinic_habit[a], 0.9)
            cells = rng.binomial(visits[act.basis], rates)
        if not act.provider:
            by_clinic[a] = cells[:, :, :clinics].sum(axis=(0, 1))
        total = cells.sum(axis=2)
        receipts = total + rng.binomial(total, act.receipts - 1)
        supply[a] = np.stack(
            [total, receipts, receipts + rng.poisson(receipts * (act.claims - 1))], axis=-1
        )
        institutions[a] = [(c > 0).sum(axis=1) for c in (cells.sum(axis=0), *cells)]

    flows = np.stack([
        _by_place(visits[part].sum(axis=0), structure.clinics)
        for part in ("visits_apart", "visits_same")
    ])  # fmt: skip
    discharge = _discharge(residents[t], rng)
    return Care(patients, supply, institutions, by_clinic, flows, discharge)


def _certified(residents: Counts) -> Floats:
    """Persons: scheme × place × the seven levels."""
    of_forty = residents[:, -len(CERTIFIED) :]
    by_scheme = np.stack([of_forty @ (np.array(INSURED[s]) * CERTIFIED) for s in SCHEMES])
    certified: Floats = by_scheme[:, :, None] * LEVEL_SHARE
    return certified


def _persons(residents: Counts, certified: Floats) -> dict[str, Floats]:
    """Persons by basis: scheme × place."""
    later = residents[:, population.FIRST_LATER :].sum(axis=1)
    middle = residents[:, population.FIRST_AGED : population.FIRST_LATER].sum(axis=1)
    return {
        "certified": certified[:, :, 2:].sum(axis=2),
        "support": certified[:, :, :2].sum(axis=2),
        # Admissions: those under 75 are admitted about half as often.
        "later": np.stack([0.4 * middle, 1.0 * later]),
        "newborn": np.stack([0.04 * residents[:, 0], 0.0 * residents[:, 0]]),
    }


def _patients(
    structure: Structure, residents: Counts, certified: Floats, year: int, rng: Rng
) -> Counts:
    insured = np.stack([residents[:, -len(CERTIFIED) :] @ np.array(INSURED[s]) for s in SCHEMES])
    uncertified = insured * np.array([[USE_UNCERTIFIED[s]] for s in SCHEMES])
    expected = np.concatenate([uncertified[:, :, None], certified * USE], axis=2)
    expected *= structure.uptake(year)[:, None] * USE_GROWTH ** YEARS.index(year)

    tendency = np.array([p.facility for p in PLACES])
    facility = np.clip(FACILITY_SHARE * tendency[:, None], 0.05, 0.85)
    living = np.stack([1 - facility, facility], axis=1)
    severity = np.stack([SEVERE_SHARE, 1 - SEVERE_SHARE], axis=1)
    expected = expected[:, :, None, None, :] * living[:, :, None, :] * severity
    return np.asarray(rng.poisson(12 * expected), dtype=np.int64)


def _visits(structure: Structure, patients: Counts, year: int, rng: Rng) -> dict[str, Counts]:
    """The parts of physicians' visits: scheme × place × clinic, those outside last."""
    parts: dict[str, Counts] = {}
    for v, living in enumerate(("home", "facility")):
        shares = structure.clinics.shares(year, living)
        managed = patients[:, :, v].sum(axis=-1)
        severe = _choose(managed[:, :, 0], shares, rng)
        other = _choose(managed[:, :, 1], shares, rng)
        twice = rng.binomial(other, np.clip(TWICE_A_MONTH[living] + structure.twice, 0, 1))
        unmanaged = _choose(rng.poisson(UNMANAGED * managed.sum(axis=2)), shares, rng)
        parts[f"{living}_severe"] = severe
        parts[f"{living}_twice"] = twice
        parts[f"{living}_once"] = other - twice
        parts[living] = severe + other + unmanaged
    alone = rng.binomial(parts["facility"], ALONE_IN_FACILITY)
    couple = rng.binomial(parts["home"], COUPLE_AT_HOME)
    parts["visits_apart"] = parts["home"] - couple + alone
    parts["visits_same"] = parts["facility"] - alone + couple
    parts["visits"] = parts["home"] + parts["facility"]
    parts["calls"] = rng.binomial(parts["visits"], np.clip(CALLED * structure.calls, 0, 0.8))
    parts["nothing"] = np.zeros_like(parts["visits"])
    return parts


def _choose(months: Counts, shares: Floats, rng: Rng, stay: int = STAY) -> Counts:
    """Months of scheme × place spread over institutions by the shares of each place.

    A patient stays with one institution for ``stay`` months: without it, single months would be
    strewn over every institution within reach.
    """
    full, rest = np.divmod(months, stay)
    spread = [
        stay * rng.multinomial(full[s], shares)
        + rest[s][:, None] * rng.multinomial(np.minimum(rest[s], 1), shares)
        for s in range(len(months))
    ]
    return np.stack(spread)


def _by_place(months: Counts, clinics: Market) -> Counts:
    """Place × clinic to place × place, with one last column for everything outside."""
    destination = np.append(clinics.owner, [len(PLACES)] * len(OUTSIDE))
    result = np.zeros((len(PLACES), len(PLACES) + 1), dtype=np.int64)
    np.add.at(result.T, destination, months.T)
    return result


def _discharge(residents: Counts, rng: Rng) -> Counts:
    """Persons a year who left 医療療養病床, and what they used within six months."""
    later = residents[:, population.FIRST_LATER :].sum(axis=1)
    discharged = rng.poisson(0.0082 * later)
    served = rng.binomial(discharged, 0.81)
    home, residential, facility = rng.multinomial(served, [0.38, 0.17, 0.45]).T
    levels = rng.multinomial(served, [0.03, 0.05, 0.12, 0.17, 0.19, 0.25, 0.19])
    visited = rng.binomial(discharged, 0.22)
    admitted = rng.binomial(facility, 0.88)
    return np.column_stack(
        [discharged, visited, admitted, served, home, residential, facility, levels]
    )
