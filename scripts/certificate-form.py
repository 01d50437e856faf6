#!/usr/bin/env python3
"""Draws the blank form 申請書・在籍証明書 as shared/assets/certificate-form.pdf.

One A4 page with the society's wording (manual S102-S112), to be printed, filled in, sealed, scanned and uploaded.
The output depends on nothing but this file, the font and the version of reportlab: running it twice gives the same
bytes, so a change of the PDF in a diff is a change of the form.

    sudo apt-get install fonts-morisawa-bizud-gothic
    python3 -m venv /tmp/form-venv
    /tmp/form-venv/bin/pip install reportlab==4.5.1
    /tmp/form-venv/bin/python scripts/certificate-form.py [output.pdf]

Then look at it (pdftoppm -r 100 -png) and run `cargo test -p inspect_upload`: the portal must accept its own form.
"""

import sys
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SOCIETY = "特定非営利活動法人 日本緩和医療学会"
ADDRESSEE = "日本緩和医療学会理事長 殿"
TICK_HERE = "[□に✓を入れて下さい]"
APPLICATION = (
    "当施設は特定非営利活動法人 日本緩和医療学会専門医制度における施設認定の",
    "取得を希望し、ここに所定の書類を添えて申請します。",
)
EMPLOYMENT = "当施設に在籍し、緩和医療の実践および指導に従事していることを証明します。"

FONTS = Path("/usr/share/fonts/truetype/bizud-gothic")
REGULAR, BOLD = "BIZUDPGothic-Regular", "BIZUDPGothic-Bold"
TARGET = Path(__file__).resolve().parent.parent / "shared/assets/certificate-form.pdf"

WIDTH, HEIGHT = A4
LEFT, RIGHT = 25 * mm, WIDTH - 25 * mm
BODY = 11.5
HAIRLINE = 0.6


class Sheet:
    """A page that is measured in millimetres from its top edge, as one measures a printed form."""

    def __init__(self, target):
        # The first font is named because reportlab would list Helvetica, which is not embedded.
        self.canvas = Canvas(
            str(target), pagesize=A4, invariant=1, pageCompression=1, lang="ja-JP", initialFontName=REGULAR, initialFontSize=BODY
        )
        self.canvas.setTitle("施設認定 申請書・在籍証明書")
        self.canvas.setAuthor(SOCIETY)
        self.canvas.setSubject("施設認定の申請に用いる書式")
        self.canvas.setCreator("Nintei")

    def text(self, x, top, words, size=BODY, font=REGULAR):
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - top * mm, words)
        return x + stringWidth(words, font, size)

    def right(self, x, top, words, size=BODY, font=REGULAR):
        self.canvas.setFont(font, size)
        self.canvas.drawRightString(x, HEIGHT - top * mm, words)

    def centre(self, top, words, size, font=BOLD):
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(WIDTH / 2, HEIGHT - top * mm, words)

    def blank(self, start, end, top):
        """The line that is written on, a little below the words before it."""
        y = HEIGHT - (top + 1.8) * mm
        self.canvas.setLineWidth(HAIRLINE)
        self.canvas.line(start, y, end, y)

    def choices(self, x, top, options):
        """Boxes to tick. They are glyphs, so that a reader of the text sees them too."""
        for option in options:
            self.text(x, top, "□", size=14)
            x = self.text(x + 6 * mm, top, option) + 9 * mm


def seal(sheet, top):
    """The place for the official seal: a dashed square as large as a hospital's seal (24 mm) with room to spare."""
    side = 30 * mm
    x, y = RIGHT - side, HEIGHT - top * mm - side
    canvas = sheet.canvas
    canvas.setLineWidth(HAIRLINE)
    canvas.setDash(2, 2)
    canvas.rect(x, y, side, side)
    canvas.setDash()
    # Grey, so that the impression of the seal stays legible on top of it.
    canvas.setFillGray(0.45)
    canvas.setFont(REGULAR, 12)
    canvas.drawCentredString(x + side / 2, y + side / 2 - 4, "公印")
    canvas.setFillGray(0)
    return x


def head(sheet):
    sheet.centre(33, SOCIETY, 14)
    sheet.centre(43, "<施設認定 申請書>", 18)
    # Set one by one: two wide spaces of this proportional font are too narrow to write a number in.
    for from_right, word in ((51, "20"), (34, "年"), (17, "月"), (0, "日")):
        sheet.right(RIGHT - from_right * mm, 60, word)
    sheet.text(LEFT, 74, ADDRESSEE, size=12.5)


def applicant(sheet):
    seal_edge = seal(sheet, 86)
    label, start, end = LEFT + 15 * mm, LEFT + 40 * mm, seal_edge - 4 * mm
    for top, words in ((96, "診療施設名"), (111, "施設長氏名")):
        sheet.text(label, top, words)
        sheet.blank(start, end, top)


def application(sheet):
    for line, words in enumerate(APPLICATION):
        # The first line of a Japanese paragraph is set in by one character.
        sheet.text(LEFT + (BODY if line == 0 else 0), 134 + line * 8, words)
    answers = LEFT + 40 * mm
    sheet.text(LEFT, 160, "施設認定 種別：")
    sheet.choices(answers, 160, ("基幹施設", "連携施設"))
    sheet.text(answers, 166.5, TICK_HERE, size=9)
    sheet.text(LEFT, 179, "施設責任者 資格：")
    sheet.choices(answers, 179, ("指導医", "専門医", "認定医 (認定手続中含む)"))
    sheet.text(answers, 185.5, TICK_HERE, size=9)
    sheet.text(LEFT, 199, "施設責任者 氏名：")
    sheet.blank(answers, RIGHT - 30 * mm, 199)


def certificate(sheet):
    sheet.canvas.setLineWidth(1)
    sheet.canvas.line(LEFT, HEIGHT - 213 * mm, RIGHT, HEIGHT - 213 * mm)
    sheet.centre(227, SOCIETY, 14)
    sheet.centre(237, "<在籍証明書>", 18)
    sheet.text(LEFT, 253, "上記 施設責任者 は")
    sheet.text(LEFT, 261, EMPLOYMENT)


def main():
    rl_config.useA85 = 0
    registerFont(TTFont(REGULAR, FONTS / "BIZUDPGothic-Regular.ttf"))
    registerFont(TTFont(BOLD, FONTS / "BIZUDPGothic-Bold.ttf"))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet = Sheet(target)
    for part in (head, applicant, application, certificate):
        part(sheet)
    sheet.canvas.showPage()
    sheet.canvas.save()


if __name__ == "__main__":
    main()
