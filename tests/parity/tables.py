"""Tables as pandas and pyarrow, on which Hugging Face's datasets stand, read and write them."""

import base64
import io
import json
import platform
import random
from pathlib import Path

import pandas
import pyarrow
from pyarrow import parquet

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

draw = random.Random(5)


def read_csv(text: str, width: int):
    """The rows that pandas makes of a text under a header of so many columns; None: it refuses."""
    header = ",".join(f"c{i}" for i in range(width)) + "\n"
    try:
        frame = pandas.read_csv(
            io.StringIO(header + text), keep_default_na=False, dtype=str, index_col=False
        )
    except (pandas.errors.ParserError, pandas.errors.EmptyDataError):
        return None
    return [["" if not isinstance(v, str) else v for v in row] for row in frame.values.tolist()]


csv = []
while len(csv) < 400:
    # Without lone carriage returns, which pandas treats in ways of its own.
    pieces = [*'ab"",,\n \t', "\r\n"]
    text = "".join(draw.choice(pieces) for _ in range(draw.randint(1, 14)))
    csv.append({"text": text, "rows": read_csv(text, 15)})

TEXTS = ["One “é”.", "", None, "Two\n字 words.", "A text that comes again."] + [
    f"Passage {i} of many, which is longer. " * 3 for i in range(20)
] + ["A text that comes again."] * 5
ROWS = {
    "id": list(range(len(TEXTS))),
    "text": TEXTS,
    "split": ["train", "validation", "test"] * (len(TEXTS) // 3),
    "score": [i / 7 for i in range(len(TEXTS))],
}
CLOTH = {
    "article": ["It _ all day _.", "No blank."],
    "options": [[["rains", "rained", "rain", "raining"], ["at", "in", "on", "to"]], []],
    "answers": [["B", "C"], []],
    "source": ["middle1.txt", "middle2.txt"],
}


def file(name: str, table: pyarrow.Table, **options) -> dict:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, **options)
    return {"name": name, "bytes": base64.b64encode(buffer.getvalue()).decode()}


plain = pyarrow.table(ROWS)
large = plain.set_column(1, "text", plain["text"].cast(pyarrow.large_string()))
categories = plain.set_column(1, "text", plain["text"].dictionary_encode())
binary = plain.set_column(1, "text", plain["text"].cast(pyarrow.binary()))
files = [
    file("snappy", plain, row_group_size=7),
    file("uncompressed", plain, compression="none", use_dictionary=False),
    file("gzip", plain, compression="gzip"),
    file("brotli", plain, compression="brotli"),
    file("zstd", plain, compression="zstd"),
    file("lz4", plain, compression="lz4"),
    file("second version of pages", plain, data_page_version="2.0", version="2.6"),
    file("delta encoding", plain, use_dictionary=False,
         column_encoding={"text": "DELTA_LENGTH_BYTE_ARRAY"}),
    file("delta encoding of beginnings", plain, use_dictionary=False,
         column_encoding={"text": "DELTA_BYTE_ARRAY"}),
    file("large strings", large),
    file("categories", categories),
    file("bytes", binary),
    file("checksums and page indexes", plain, write_page_checksum=True, write_page_index=True),
]

content = {
    "versions": {
        "made_by": f"tests/parity/{Path(__file__).name}",
        "pandas": pandas.__version__,
        "pyarrow": pyarrow.__version__,
        "python": platform.python_version(),
    },
    "about": "csv: texts, and what pandas makes of them under a header of fifteen columns, or null; "
    "parquet: base64 of files that hold rows; cloth: one of a file of nested lists",
    "rows": ROWS,
    "cloth_rows": CLOTH,
    "cloth": file("cloth", pyarrow.table(CLOTH))["bytes"],
    "empty": file("empty", plain.slice(0, 0))["bytes"],
    "parquet": files,
    "csv": csv,
}
lines = []
for key, value in content.items():
    if isinstance(value, list):
        items = ",\n".join("    " + json.dumps(item) for item in value)
        lines.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
    else:
        lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
path = FIXTURES / "tables.json"
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{path.name}: {path.stat().st_size} bytes")
