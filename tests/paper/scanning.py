"""What pens, scanners, telephones and coffee do to a sheet, with fixed seeds; only for tests of reading it back."""

import io
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from continuity_app.paper.marks import Slot
from continuity_app.paper.straighten import projection

Dice = random.Random
Point = tuple[float, float]
Strokes = list[list[Point]]
"""Lines of a pen, in units of a box from its top left corner."""
POINTS = 72


def cross(dice: Dice) -> Strokes:
    """Two strokes from corner to corner, more or less."""

    def near(x: float, y: float) -> Point:
        return x + dice.uniform(-0.22, 0.22), y + dice.uniform(-0.22, 0.22)

    return [bent(dice, [near(0.1, 0.1), near(0.9, 0.9)]), bent(dice, [near(0.9, 0.1), near(0.1, 0.9)])]


def check(dice: Dice) -> Strokes:
    """Down, and up again out of the box."""
    start = (dice.uniform(-0.1, 0.35), dice.uniform(0.2, 0.6))
    foot = (dice.uniform(0.3, 0.6), dice.uniform(0.75, 1.1))
    end = (dice.uniform(0.9, 1.5), dice.uniform(-0.5, 0.2))
    return [bent(dice, [start, foot]) + bent(dice, [foot, end])]


def circle(dice: Dice) -> Strokes:
    """Round and not quite closed, in the box or a little over its edges."""
    from math import cos, sin  # noqa: PLC0415

    x, y = 0.5 + dice.uniform(-0.13, 0.13), 0.5 + dice.uniform(-0.13, 0.13)
    wide, tall, turn = dice.uniform(0.28, 0.6), dice.uniform(0.28, 0.6), dice.uniform(0, 6.28)
    steps = range(int(dice.uniform(20, 26)))
    return [[(x + wide * cos(turn + n * 0.28), y + tall * sin(turn + n * 0.28)) for n in steps]]


def struck_out(dice: Dice) -> Strokes:
    """A tick that was not meant: scribbled over until nothing of the box is left."""
    rows = int(dice.uniform(6, 9))
    zigzag = [
        ((-0.25 if n % 2 else 1.25) + dice.uniform(-0.1, 0.1), n / (rows - 1) + dice.uniform(-0.1, 0.1))
        for n in range(rows)
    ]
    return [*dice.choice((cross, check))(dice), zigzag]


def bent(dice: Dice, ends: Sequence[Point]) -> list[Point]:
    """A stroke between two points that no hand draws quite straight."""
    (x0, y0), (x1, y1) = ends
    middle = (x0 + x1) / 2 + dice.uniform(-0.07, 0.07), (y0 + y1) / 2 + dice.uniform(-0.07, 0.07)
    return [ends[0], middle, ends[1]]


MARKS: tuple[Callable[[Dice], Strokes], ...] = (cross, check, circle)


def drawn(data: bytes, page: int, dpi: int) -> Image.Image:
    """A page of a PDF as the printer puts it on paper."""
    document = pypdfium2.PdfDocument(data)
    made: Image.Image = document[page].render(scale=dpi / POINTS, grayscale=True).to_pil().convert("L")
    document.close()
    return made


def pen(paper: Image.Image, dpi: int, marks: Iterable[tuple[Slot, Strokes]], dice: Dice) -> None:
    """Draws marks over their boxes, each with a pen of its own: 0.25 to 0.6 mm, black to light blue."""
    draw = ImageDraw.Draw(paper)
    scale = dpi / POINTS
    for slot, strokes in marks:
        ink, thick = int(dice.uniform(15, 110)), max(1, round(dice.uniform(0.75, 1.7) * scale))
        box = slot.rect
        for stroke in strokes:
            points = [((box.x + x * box.width) * scale, (box.y + y * box.height) * scale) for x, y in stroke]
            draw.line(points, fill=ink, width=thick, joint="curve")


@dataclass(frozen=True)
class Device:
    """What brings paper back: how it does that, at how many dots per inch it is drawn first."""

    name: str
    dpi: int
    brings: Callable[[Image.Image, Dice], Image.Image]


def grained(page: Image.Image, dice: Dice, sigma: float = 9) -> Image.Image:
    """With the grain of a sensor."""
    noise = Image.effect_noise((page.width // 2, page.height // 2), sigma).resize(page.size)
    return ImageChops.add(page, noise, scale=1, offset=-128)


def scanned(page: Image.Image, dice: Dice) -> Image.Image:
    """From a flatbed or a feeder: up to five degrees askew, a little soft, a grey that is not quite white."""
    turned = page.rotate(dice.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return grained(turned.filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.7))), dice, 6)


def blurred(page: Image.Image, dice: Dice) -> Image.Image:
    """Out of focus."""
    return scanned(page.filter(ImageFilter.GaussianBlur(page.width / 8.5 / 72 * 0.55)), dice)


def squeezed(page: Image.Image, dice: Dice) -> Image.Image:
    """As a JPEG of quality 40."""
    out = io.BytesIO()
    scanned(page, dice).save(out, "JPEG", quality=40)
    return Image.open(out).convert("L")


def faxed(page: Image.Image, dice: Dice) -> Image.Image:
    """In black and white alone."""
    return scanned(page, dice).point(lambda grey: 255 if grey > 150 else 0)


def photographed(page: Image.Image, dice: Dice) -> Image.Image:
    """With a telephone over a desk: in perspective, with a shadow, soft, any way round, as a JPEG."""
    edge = page.width // 9
    desk = Image.new("L", (page.width + 2 * edge, page.height + 2 * edge), 70)
    desk.paste(page, (edge, edge))
    wide, tall = desk.size

    def near(x: float, y: float) -> Point:
        return x + dice.uniform(-0.05, 0.05) * wide, y + dice.uniform(-0.05, 0.05) * wide

    seen = projection(
        [(0, 0), (wide, 0), (wide, tall), (0, tall)], [near(0, 0), near(wide, 0), near(wide, tall), near(0, tall)]
    )
    photo = desk.transform(desk.size, Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=70)
    light = Image.linear_gradient("L").resize(photo.size).rotate(90 * dice.randrange(4)).resize(photo.size)
    photo = ImageChops.multiply(photo, light.point(lambda grey: 150 + grey * 90 // 255))
    photo = grained(photo.filter(ImageFilter.GaussianBlur(dice.uniform(0.5, 1.1))), dice, 8)
    out = io.BytesIO()
    photo.rotate(90 * dice.randrange(4), expand=True).save(out, "JPEG", quality=70)
    return Image.open(out).convert("L")


def stained(page: Image.Image, dice: Dice) -> Image.Image:
    """Under three cups of coffee, then scanned: rings with splashes, at most half as dark as paper is light."""
    stain = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(stain)
    for _ in range(3):
        x, y, size = dice.uniform(0, page.width), dice.uniform(0, page.height), page.width * dice.uniform(0.12, 0.2)
        tone = int(dice.uniform(140, 190))
        draw.ellipse(
            [x - size, y - size, x + size, y + size], fill=min(235, tone + 55), outline=tone, width=page.width // 90
        )
        for _ in range(12):
            u, v, drop = x + dice.gauss(0, size), y + dice.gauss(0, size), page.width * dice.uniform(0.001, 0.006)
            draw.ellipse([u - drop, v - drop, u + drop, v + drop], fill=tone)
    return scanned(ImageChops.multiply(page, stain.filter(ImageFilter.GaussianBlur(page.width / 900))), dice)


DEVICES = (
    Device("scan at 150 dpi", 150, scanned),
    Device("scan at 200 dpi", 200, scanned),
    Device("scan at 300 dpi", 300, scanned),
    Device("out of focus, 200 dpi", 200, blurred),
    Device("JPEG 40, 150 dpi", 150, squeezed),
    Device("black and white, 200 dpi", 200, faxed),
    Device("telephone", 220, photographed),
    Device("coffee, 200 dpi", 200, stained),
)
