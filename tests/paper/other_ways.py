"""Second ways for paper to come back, that nothing was tuned on: lenses, lamps, copiers, fax, pockets."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.paper.other_hands import Dice, Point


def smudged(paper: Image.Image, dice: Dice) -> Image.Image:
    """Fingers, rubbed pencil, a drop of oil: soft and grey."""
    veil = Image.new("L", paper.size, 255)
    draw = ImageDraw.Draw(veil)
    unit = paper.width / 100
    for _ in range(14):
        x, y, tone = dice.uniform(0, paper.width), dice.uniform(0, paper.height), dice.randint(165, 225)
        wide, tall = dice.uniform(0.3, 3.5) * unit, dice.uniform(0.3, 3.5) * unit
        draw.ellipse([x - wide, y - tall, x + wide, y + tall], fill=tone)
    veil = veil.filter(ImageFilter.GaussianBlur(unit * 0.5))
    return ImageChops.multiply(paper, Image.merge("RGB", [veil] * 3))


def folded(paper: Image.Image, dice: Dice) -> Image.Image:
    """Folded in three as for a letter, and once along: a grey valley with a light edge."""
    veil = Image.new("L", paper.size, 255)
    draw = ImageDraw.Draw(veil)
    thick = max(2, paper.width // 400)
    for share in (0.333, 0.667):
        y = paper.height * (share + dice.uniform(-0.01, 0.01))
        draw.line([(0, y), (paper.width, y + dice.uniform(-6, 6))], fill=dice.randint(130, 190), width=thick)
    x = paper.width * dice.uniform(0.2, 0.8)
    draw.line([(x, 0), (x + dice.uniform(-5, 5), paper.height)], fill=dice.randint(130, 190), width=thick)
    return ImageChops.multiply(paper, Image.merge("RGB", [veil.filter(ImageFilter.GaussianBlur(thick * 0.7))] * 3))


def grey(page: Image.Image) -> Image.Image:
    """As the kit's reader of files makes it."""
    return page.convert("L")


def jpeg(page: Image.Image, quality: int) -> Image.Image:
    """Through a JPEG in colour."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def speckled(page: Image.Image, dice: Dice, count: int) -> Image.Image:
    """Toner and dust: small black specks all over the page."""
    page = page.copy()
    draw = ImageDraw.Draw(page)
    for _ in range(count):
        x, y, size = (
            dice.uniform(0, page.width),
            dice.uniform(0, page.height),
            dice.uniform(0.2, 0.9) * page.width / 1700,
        )
        draw.ellipse([x - size, y - size, x + size, y + size], fill=(dice.randint(0, 120),) * 3)
    return page


def flatbed(page: Image.Image, dice: Dice) -> Image.Image:
    """Laid on the glass by hand: askew, any way round, a yellowish white."""
    turned = page.rotate(dice.gauss(0, 1.8), Image.Resampling.BICUBIC, expand=True, fillcolor=(250, 250, 245))
    tinted = ImageChops.multiply(turned, Image.new("RGB", turned.size, (250, 248, 238)))
    noise = Image.effect_noise(tinted.size, 5).convert("RGB")
    made = ImageChops.add(tinted.filter(ImageFilter.GaussianBlur(dice.uniform(0.3, 0.8))), noise, 1, -128)
    return grey(jpeg(made.rotate(90 * dice.randrange(4), expand=True), dice.choice((50, 75, 90))))


def smudged_scan(page: Image.Image, dice: Dice) -> Image.Image:
    """Handled much, then scanned."""
    return flatbed(smudged(page, dice), dice)


def folded_scan(page: Image.Image, dice: Dice) -> Image.Image:
    """Carried in a pocket, then scanned."""
    return flatbed(folded(page, dice), dice)


def dark_copy(page: Image.Image, dice: Dice) -> Image.Image:
    """Copied too dark twice over: thick lines, a grey ground, specks."""
    made = speckled(page, dice, 250)
    for _ in range(2):
        made = made.filter(ImageFilter.GaussianBlur(0.9)).point(lambda v: max(0, min(255, int((v - 128) * 1.7 + 96))))
    ground = dice.randint(150, 200)
    return grey(
        made.point(lambda v: v * ground // 255).rotate(dice.gauss(0, 1), Image.Resampling.BICUBIC, fillcolor=(90,) * 3)
    )


def fax(page: Image.Image, dice: Dice) -> Image.Image:
    """By fax: 204 dots per inch across, half as many lines down, black or white; set down with square dots again."""
    turned = page.rotate(dice.gauss(0, 0.7), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    inches = page.width / 8.5
    thin = turned.convert("L").resize(
        (int(page.width / inches * 204), int(page.height / inches * 98)), Image.Resampling.BOX
    )
    limit = dice.randint(140, 185)
    return thin.point(lambda v: 255 if v > limit else 0).resize((thin.width, thin.height * 2), Image.Resampling.NEAREST)


def _table(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Wood, or a dark desk."""
    grain = Image.effect_noise((size[0] // 60 + 1, size[1] // 3 + 1), 50).resize(size, Image.Resampling.BICUBIC)
    ground = dice.choice(((120, 84, 52), (60, 58, 60), (150, 130, 105)))
    return ImageChops.multiply(
        Image.new("RGB", size, ground), Image.merge("RGB", [grain.point(lambda v: 150 + v // 3)] * 3)
    )


def _barrel(picture: Image.Image, bend: float, edge: int = 14) -> Image.Image:
    """As a lens bends straight lines outwards."""
    wide, tall = picture.size
    half = (wide**2 + tall**2) ** 0.5 / 2

    def source(x: float, y: float) -> Point:
        u, v = (x - wide / 2) / half, (y - tall / 2) / half
        far = (1 + bend * (u * u + v * v)) / (1 + bend)
        return wide / 2 + u * far * half, tall / 2 + v * far * half

    parts = []
    for row in range(edge):
        for column in range(edge):
            x0, x1 = wide * column // edge, wide * (column + 1) // edge
            y0, y1 = tall * row // edge, tall * (row + 1) // edge
            corners = (source(x0, y0), source(x0, y1), source(x1, y1), source(x1, y0))
            parts.append(((x0, y0, x1, y1), tuple(value for corner in corners for value in corner)))
    return picture.transform(picture.size, Image.Transform.MESH, parts, Image.Resampling.BICUBIC)


def _light(size: tuple[int, int], dice: Dice) -> Image.Image:
    """A lamp from one side, and the shadow of the telephone and its hand."""
    small = Image.new("L", (64, 64), 120)
    draw = ImageDraw.Draw(small)
    x, y = dice.uniform(0, 64), dice.uniform(0, 64)
    draw.ellipse([x - 45, y - 45, x + 45, y + 45], fill=250)
    small = small.filter(ImageFilter.GaussianBlur(16))
    draw = ImageDraw.Draw(small)
    x, y = dice.uniform(0, 64), dice.uniform(20, 64)
    shade = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(shade).polygon([(x, y), (x + 26, y + 6), (x + 30, 70), (x - 6, 70)], fill=dice.randint(150, 190))
    small = ImageChops.multiply(small, shade.filter(ImageFilter.GaussianBlur(0.8)))
    return small.resize(size, Image.Resampling.BICUBIC)


def _laid(page: Image.Image, onto: Image.Image, place: tuple[float, float, float], dice: Dice) -> None:
    """Lays paper on a table: its middle, how far it is turned."""
    x, y, turn = place
    paper = page.convert("RGBA").rotate(turn, Image.Resampling.BICUBIC, expand=True)
    onto.paste(paper.convert("RGB"), (int(x - paper.width / 2), int(y - paper.height / 2)), paper.getchannel("A"))


def _taken(scene: Image.Image, dice: Dice, bend: float) -> Image.Image:
    """The picture of a scene: tilted, through a lens, in uneven light, sharpened by the telephone, as a JPEG."""
    wide, tall = scene.size
    tilt = dice.uniform(-0.05, 0.05)
    quad = (wide * max(0.0, tilt), 0, 0, tall, wide, tall, wide * (1 - max(0.0, tilt)), 0)
    scene = scene.transform(scene.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    scene = _barrel(scene, bend)
    scene = ImageChops.multiply(scene, Image.merge("RGB", [_light(scene.size, dice)] * 3))
    scene = scene.filter(ImageFilter.GaussianBlur(dice.uniform(0.6, 1.3)))
    scene = ImageChops.add(scene, Image.effect_noise(scene.size, 9).convert("RGB"), 1, -128)
    scene = scene.filter(ImageFilter.UnsharpMask(1.5, 60, 2))
    return grey(jpeg(scene.rotate(90 * dice.randrange(4), expand=True), dice.choice((45, 70, 85))))


def on_a_table(page: Image.Image, dice: Dice) -> Image.Image:
    """A photograph of four to three, most of it paper, the rest table."""
    tall = int(page.height * dice.uniform(1.1, 1.2))
    scene = _table((tall * 3 // 4 if tall * 3 // 4 > page.width * 1.05 else int(page.width * 1.06), tall), dice)
    _laid(page, scene, (scene.width / 2, scene.height / 2, dice.gauss(0, 2.0)), dice)
    return _taken(scene, dice, dice.uniform(0.004, 0.012))


def two_on_a_table(one: Image.Image, other: Image.Image, dice: Dice) -> Image.Image:
    """Two sheets beside each other in one photograph."""
    scene = _table((int(one.width * 2.25), int(one.height * 1.15)), dice)
    for page, share in ((one, 0.26), (other, 0.74)):
        _laid(page, scene, (scene.width * share, scene.height / 2, dice.gauss(0, 1.5)), dice)
    return _taken(scene, dice, 0.006)


def fitted_to_letter(page: Image.Image, dice: Dice) -> Image.Image:
    """A4 printed "fit to page" on Letter: smaller, with white at both sides; then scanned."""
    dpi = page.width / (210 / 25.4)
    paper = Image.new("RGB", (round(8.5 * dpi), round(11 * dpi)), (255, 255, 255))
    small = page.resize((round(page.width * 0.94), round(page.height * 0.94)), Image.Resampling.BICUBIC)
    paper.paste(small, ((paper.width - small.width) // 2, (paper.height - small.height) // 2))
    return flatbed(paper, dice)


@dataclass(frozen=True)
class Way:
    """How paper comes back: drawn at how many dots per inch, on which paper, and by what."""

    name: str
    dpi: int
    brings: Callable[[Image.Image, Dice], Image.Image]
    a4: bool = False


WAYS = (
    Way("flatbed, 150 dpi", 150, flatbed),
    Way("flatbed, 200 dpi", 200, flatbed),
    Way("flatbed, 300 dpi", 300, flatbed),
    Way("smudged, 200 dpi", 200, smudged_scan),
    Way("folded, 200 dpi", 200, folded_scan),
    Way("dark copy, 200 dpi", 200, dark_copy),
    Way("fax, 204 x 98 dpi", 204, fax),
    Way("telephone over a table", 220, on_a_table),
    Way("A4 fitted to Letter, 200 dpi", 200, fitted_to_letter, a4=True),
)
