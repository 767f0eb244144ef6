"""Who gives care, where, and how strongly each draws the patients of each municipality."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from shapely import LineString, Point

from generator import YEARS
from generator.acts import ACTS, PROVIDERS
from generator.geography import LAND_BORDER
from generator.places import INDEX, PLACES

Floats = NDArray[np.float64]

OUTSIDE = (0.5, 0.25, 0.15, 0.1)  # the four institutions beyond the border, by size
ISLAND_KM = 22.0  # what a ferry adds
OTHER_AREA_KM = 3.0  # what leaving the own medical area adds
TOO_FAR = 5.0  # times the reach: nobody drives further
TASTE = 0.7  # how differently two places see the same institution

REACH_KM = {"home": 5.2, "facility": 8.5}
OUTSIDE_SHARE = {"home": 0.20, "facility": 0.32}
CLINIC_SPREAD = {"home": 2.0, "facility": 2.2}
REACH_EFFECT = 0.12  # demand follows supply, weakly
KINDS = ("在宅クリニック", "内科医院", "診療所", "病院", "ファミリークリニック")

# A large clinic for homes and facilities opens in a town; before, its patients looked elsewhere.
OPENING_YEAR, OPENING_TOWN, OPENING_SIZE = 2023, "99322", 12.0


@dataclass(frozen=True)
class Clinic:
    """A medical institution of table ②."""

    code: str
    name: str
    place: int
    since: int


@dataclass(frozen=True)
class Market:
    """Institutions of one kind and the pull of each on each place (place × institution)."""

    owner: NDArray[np.int64]
    since: NDArray[np.int64]
    pull: dict[str, Floats]
    outside: dict[str, Floats]

    def shares(self, year: int, living: str = "home") -> Floats:
        """Shares of each place's patients: its institutions, then the four outside; sum 1."""
        pull = self.pull[living] * (self.since <= year)
        inside = pull / pull.sum(axis=1, keepdims=True)
        out = self.outside[living][:, None]
        return np.hstack([inside * (1 - out), out * np.array(OUTSIDE)])


@dataclass(frozen=True)
class Structure:
    """What stays the same over the years; the random parts are drawn once."""

    seed: int

    @cached_property
    def clinic_list(self) -> list[Clinic]:
        rng = np.random.default_rng([self.seed, 1])
        clinics: list[Clinic] = []
        for i, place in enumerate(PLACES):
            for n in range(1, place.clinics + 1):
                kind = KINDS[rng.choice(len(KINDS), p=[0.2, 0.27, 0.25, 0.13, 0.15])]
                code = f"991{len(clinics) + 1:06d}"
                clinics.append(Clinic(code, f"架空{place.stem}{kind}{n}", i, YEARS[0]))
        town = INDEX[OPENING_TOWN]
        name = f"架空{PLACES[town].stem}あたらし在宅クリニック"
        clinics.append(Clinic(f"991{len(clinics) + 1:06d}", name, town, OPENING_YEAR))
        return clinics

    @cached_property
    def clinics(self) -> Market:
        rng = np.random.default_rng([self.seed, 2])
        owner = np.array([c.place for c in self.clinic_list])
        since = np.array([c.since for c in self.clinic_list])
        people = np.array([p.population for p in PLACES])
        specialist = np.array(["在宅" in c.name for c in self.clinic_list])
        shared = rng.normal(0, 1, len(owner)) + 1.2 * specialist
        pull, outside = {}, {}
        for living, reach in REACH_KM.items():
            liking = 0.75 * shared + 0.66 * rng.normal(0, 1, len(owner))
            size = _sizes(owner, liking, CLINIC_SPREAD[living], (people / 4_500) ** 0.9)
            size[since == OPENING_YEAR] = OPENING_SIZE
            pull[living] = _pull(owner, size, reach, rng)
            outside[living] = _outside(OUTSIDE_SHARE[living])
        return Market(owner, since, pull, outside)

    @cached_property
    def providers(self) -> dict[str, Market]:
        """The other kinds: stations, pharmacies, dentists, hospitals …"""
        markets = {}
        for k, (kind, (one_per, least, reach, spread)) in enumerate(PROVIDERS.items()):
            rng = np.random.default_rng([self.seed, 3, k])
            owner = np.repeat(
                np.arange(len(PLACES)),
                [_number(p.population * p.aged, one_per, least) for p in PLACES],
            )
            size = np.exp(rng.normal(0, spread, len(owner)))
            markets[kind] = Market(
                owner,
                np.full(len(owner), YEARS[0]),
                {"home": _pull(owner, size, reach, rng)},
                {"home": _outside(0.12)},
            )
        return markets

    def uptake(self, year: int) -> Floats:
        """How readily the patients of each place get visits, 1 on average over the people."""
        people = [p.population * p.aged for p in PLACES]
        luck = np.random.default_rng([self.seed, 4]).lognormal(0, 0.10, len(PLACES))
        usual = np.average(self._within_reach(YEARS[0]) ** REACH_EFFECT, weights=people)
        uptake: Floats = luck * self._within_reach(year) ** REACH_EFFECT / usual
        return np.clip(uptake, 0.5, 1.6)

    def _within_reach(self, year: int) -> Floats:
        """Care within reach of each place, whoever else may want it."""
        open_now = self.clinics.since <= year
        return sum(
            (self.clinics.pull[v][:, open_now].sum(axis=1) for v in REACH_KM), np.zeros(len(PLACES))
        )

    @cached_property
    def act_level(self) -> Floats:
        """Act × place: local habits, 1 on average."""
        rng = np.random.default_rng([self.seed, 5])
        return rng.lognormal(-0.03, 0.25, (len(ACTS), len(PLACES)))

    @cached_property
    def act_growth(self) -> Floats:
        """Act: growth a year."""
        return np.random.default_rng([self.seed, 6]).normal(1.03, 0.015, len(ACTS))

    @cached_property
    def clinic_habit(self) -> Floats:
        """Act × clinic (those outside included): how often a clinic does it, 1 on average."""
        rng = np.random.default_rng([self.seed, 7])
        return rng.lognormal(-0.3, 0.75, (len(ACTS), len(self.clinic_list) + len(OUTSIDE)))

    @cached_property
    def twice(self) -> Floats:
        """Clinic: how much more often than others it visits twice a month (share)."""
        rng = np.random.default_rng([self.seed, 8])
        return rng.normal(0, 0.15, len(self.clinic_list) + len(OUTSIDE))

    @cached_property
    def calls(self) -> Floats:
        """Clinic: readiness for 往診, 1 on average."""
        rng = np.random.default_rng([self.seed, 9])
        return rng.lognormal(-0.2, 0.6, len(self.clinic_list) + len(OUTSIDE))


def _number(aged: float, one_per: int, least: int) -> int:
    return round(aged / one_per) or int(aged >= least)


def _sizes(owner: NDArray[np.int64], liking: Floats, spread: float, total: Floats) -> Floats:
    """A few large and many small: log-normal by rank of liking, a place's clinics add to total."""
    size = np.zeros(len(owner))
    for place in np.unique(owner):
        mine = np.flatnonzero(owner == place)
        rank = np.argsort(np.argsort(liking[mine]))
        raw = np.exp(spread * ndtri((rank + 0.5) / len(mine)))
        size[mine] = total[place] * raw / raw.sum()
    return size


def _pull(owner: NDArray[np.int64], size: Floats, reach: float, rng: np.random.Generator) -> Floats:
    distance = _distances()[:, owner]
    taste = rng.lognormal(0, TASTE, distance.shape)
    return np.where(distance > TOO_FAR * reach, 0.0, size * taste * np.exp(-distance / reach))


def _distances() -> Floats:
    """Km from each place's patients to each place's institutions; islands go by their port."""
    xy = np.array([(p.x, p.y) for p in PLACES])
    straight = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    areas = np.array([p.medical_area for p in PLACES])
    distance: Floats = straight + OTHER_AREA_KM * (areas[:, None] != areas[None])
    for i, place in enumerate(PLACES):
        if place.ferry_to:
            distance[i] = ISLAND_KM + straight[INDEX[place.ferry_to]]
            distance[:, i] = np.inf  # nobody takes the boat to be visited from there
            distance[i, i] = 0.0
    return distance


def _outside(most: float) -> Floats:
    """Share of each place's patients seen from beyond the land border."""
    border = LineString(LAND_BORDER)
    km = np.array([border.distance(Point(p.x, p.y)) for p in PLACES])
    share: Floats = 0.008 + most * np.exp(-km / 12.0)
    return share
