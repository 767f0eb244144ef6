"""The municipalities of 架空県: names, numbers, position and the few traits all figures follow.

Every name is invented and was checked against the list of real municipalities. Positions are
kilometres east and north of the south-west corner; the geography draws borders around them.
"""

from dataclasses import dataclass

PREFECTURE = "架空県"

MEDICAL_AREAS = {
    "9901": "架空",
    "9902": "雛形",
    "9903": "例野",
    "9904": "夢浜",
    "9905": "仮崎",
    "9906": "絵空",
    "9907": "幻原",
    "9908": "試山",
    "9909": "想川",
}

# how a name is read, without its 市・町・村
READINGS = {
    "架空": "かくう", "雛形": "ひながた", "例野": "れいの", "夢浜": "ゆめはま",
    "仮崎": "かりさき", "絵空": "えそら", "幻原": "げんばら", "試山": "ためしやま",
    "想川": "おもいがわ", "架野": "かけの", "童野": "わらべの", "空色": "そらいろ",
    "絵筆": "えふで", "下絵": "したえ", "筋書": "すじがき", "雛段": "ひなだん",
    "雛里": "ひなさと", "挿浜": "さしはま", "例川": "れいかわ", "試浜": "ためしはま",
    "白紙島": "はくしじま", "夢岬": "ゆめみさき", "夢坂": "ゆめさか", "幻島": "まぼろしじま",
    "仮橋": "かりはし", "余白島": "よはくじま", "絵巻": "えまき", "挿絵": "さしえ",
    "童浜": "わらべはま", "幻谷": "げんたに", "幻里": "げんさと", "寓野": "ぐうの",
    "想沢": "おもいざわ", "仮名": "かりな", "夢籠": "ゆめかご",
}  # fmt: skip
_KINDS = {"市": "し", "町": "ちょう", "村": "むら"}


@dataclass(frozen=True)
class Place:
    """One municipality. ``population`` is of 2021; ``aged`` its share of 65 and over."""

    code: str
    name: str
    insurer_serial: str
    medical_area: str
    zone: str
    x: float
    y: float
    population: int
    aged: float
    clinics: int
    facility: float = 1.0
    ferry_to: str = ""

    @property
    def insurer_no(self) -> str:
        """国保 insurer number as KDB tables write it: six digits, zero-filled to eight."""
        digits = "99" + self.insurer_serial
        return "00" + digits + check_digit(digits)

    @property
    def reading(self) -> str:
        return READINGS[self.name[:-1]] + _KINDS[self.name[-1]]

    @property
    def district(self) -> str | None:
        """郡; cities have none."""
        return None if self.name.endswith("市") else MEDICAL_AREAS[self.medical_area] + "郡"

    @property
    def stem(self) -> str:
        """The name inside an institution's name (架空架空… would read oddly)."""
        return "都心" if self.name == "架空市" else self.name[:-1]


def check_digit(digits: str) -> str:
    """Modulus 10 with weights 2, 1, 2, 1 … from the right; products of two digits are summed."""
    products = (int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits)))
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


# code, name, 国保 serial, 二次医療圏, 在宅医療圏, x, y, population, 65+, clinics, facility, port
PLACES = (
    Place("99201", "架空市", "001", "9901", "架空都心", 56, 50, 302_000, 0.270, 66, 1.15),
    Place("99202", "雛形市", "002", "9902", "雛形平野", 38, 23, 118_400, 0.290, 26, 1.10),
    Place("99203", "例野市", "003", "9903", "例野海岸", 22, 20, 84_200, 0.310, 18),
    Place("99204", "夢浜市", "004", "9904", "夢浜", 67, 38, 66_800, 0.330, 14),
    Place("99205", "仮崎市", "005", "9905", "仮崎", 73, 79, 51_900, 0.360, 11),
    Place("99206", "絵空市", "006", "9906", "絵空", 65, 97, 45_300, 0.370, 10, 0.90),
    Place("99207", "幻原市", "007", "9907", "幻原", 30, 99, 38_100, 0.380, 8),
    Place("99208", "試山市", "008", "9908", "試山", 17, 66, 32_600, 0.390, 7, 0.85),
    Place("99209", "想川市", "009", "9909", "想川", 42, 84, 31_200, 0.360, 7),
    Place("99210", "架野市", "048", "9909", "架空湾奥", 53, 70, 28_400, 0.330, 5, 1.20),
    Place("99211", "童野市", "049", "9909", "想川", 50, 97, 25_150, 0.370, 5),
    Place("99301", "空色町", "021", "9901", "架空都心", 40, 54, 31_500, 0.250, 6, 1.30),
    Place("99302", "絵筆町", "022", "9901", "架空湾奥", 54, 63, 17_800, 0.310, 3),
    Place("99303", "下絵町", "024", "9901", "架空都心", 42, 41, 14_900, 0.300, 3, 1.40),
    Place("99304", "筋書町", "023", "9901", "雛形平野", 57, 34, 12_600, 0.340, 2),
    Place("99321", "雛段町", "025", "9902", "例川流域", 28, 36, 9_400, 0.380, 2, 0.70),
    Place("99322", "雛里町", "026", "9902", "雛形平野", 52, 23, 21_300, 0.300, 3, 1.25),
    Place("99323", "挿浜町", "027", "9902", "雛形平野", 44, 11, 11_800, 0.370, 2),
    Place("99341", "例川町", "028", "9903", "例川流域", 13, 33, 6_900, 0.430, 1, 0.60),
    Place("99342", "試浜町", "029", "9903", "例野海岸", 29, 11, 8_300, 0.410, 2),
    Place("99343", "白紙島村", "030", "9903", "例野海岸", 22, -9, 1_380, 0.500, 1, 0.30, "99203"),
    Place("99361", "夢岬町", "031", "9904", "夢浜", 89, 40, 5_600, 0.460, 1, 0.70),
    Place("99362", "夢坂町", "032", "9904", "夢浜", 77, 43, 9_900, 0.370, 2),
    Place("99363", "幻島町", "033", "9904", "幻島", 98, 18, 4_150, 0.450, 1, 0.50, "99204"),
    Place("99381", "仮橋町", "034", "9905", "仮崎", 66, 70, 13_700, 0.360, 2),
    Place("99382", "余白島村", "035", "9905", "仮崎", 92, 64, 2_360, 0.470, 0, 0.30, "99201"),
    Place("99401", "絵巻町", "036", "9906", "絵空", 58, 110, 7_200, 0.420, 1, 0.80),
    Place("99402", "挿絵町", "037", "9906", "絵空", 71, 109, 4_800, 0.450, 1, 0.80),
    Place("99403", "童浜町", "038", "9906", "絵空", 75, 93, 10_500, 0.390, 2),
    Place("99421", "幻谷町", "039", "9907", "幻原", 13, 97, 3_600, 0.480, 1, 0.60),
    Place("99422", "幻里村", "040", "9907", "幻原", 38, 111, 2_650, 0.490, 0, 0.50),
    Place("99441", "寓野町", "041", "9908", "試山", 15, 82, 5_900, 0.440, 1),
    Place("99442", "想沢町", "042", "9908", "例川流域", 12, 49, 4_400, 0.460, 1, 0.60),
    Place("99443", "仮名村", "043", "9908", "試山", 28, 73, 3_050, 0.470, 1, 0.40),
    Place("99461", "夢籠村", "044", "9909", "架空湾奥", 38, 69, 2_480, 0.490, 0, 0.40),
)

CODES = tuple(p.code for p in PLACES)
INDEX = {code: i for i, code in enumerate(CODES)}
