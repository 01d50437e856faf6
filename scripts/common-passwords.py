"""Writes shared/domain/src/common_passwords.in: passwords that attackers try first and that the manual's rule would let
through (8 characters or more, a letter, a digit). Made of words that people use and tails that they add; no list of
somebody else's is copied.

Run: python3 scripts/common-passwords.py
"""

from pathlib import Path

WORDS = """password passw0rd p@ssw0rd qwerty qwertyuiop asdfgh asdfghjk zxcvbn zxcvbnm iloveyou sakura hello welcome admin
administrator letmein monkey dragon football baseball sunshine princess master shadow superman batman abc abcd abcde abcdef
abcdefg abcdefgh aaaa aaaaaa aaaaaaa aaaaaaaa test testtest user login secret changeme default japan tokyo osaka nihon nippon
yamada tanaka suzuki takahashi watanabe hanako taro doraemon pokemon pikachu naruto onepiece kitty computer internet samsung
apple google hospital kanri jimu jimukyoku hogehoge asdf zaq xsw qaz qazwsx 1q2w3e4r 1qaz2wsx q1w2e3r4 a1b2c3d4 michael jordan
summer winter spring autumn freedom whatever charlie trustno""".split()
TAILS = """1 12 123 1234 12345 123456 1234567 12345678 123456789 0 00 000 01 11 111 1111 7 77 777 21 22 2020 2021 2022 2023 2024
2025 2026 2027 99 100 321 0000 1q 1a 2""".split()


def would_pass(text):
    return len(text) >= 8 and any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def main():
    passwords = {p for word in WORDS for tail in ["", *TAILS] for p in (word + tail, tail + word) if would_pass(p)}
    lines = "".join(f'    "{password}",\n' for password in sorted(passwords))
    Path(__file__).resolve().parents[1].joinpath("shared/domain/src/common_passwords.in").write_text(f"[\n{lines}]\n")


if __name__ == "__main__":
    main()
