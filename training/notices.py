#!/usr/bin/env python3
"""Lists the licenses of everything the model was trained on.

    python3 training/notices.py --data DIR > vision/src/main/resources/dev/icfrr/vision/encoder/sketch-NOTICE.txt
"""

import argparse
import collections
import json
import os

from prepare import HERE, PHOTOS, read_table

NAMES = {
    "MIT": "https://opensource.org/license/mit", "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "ISC": "https://opensource.org/license/isc-license-txt", "OFL-1.1": "https://openfontlicense.org",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}

MIT = """The MIT license:

  Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
  documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
  rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
  persons to whom the Software is furnished to do so, subject to the following conditions:

  The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
  Software.

  THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
  WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
  COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
  OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

The ISC license:

  Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
  granted, provided that the above copyright notice and this permission notice appear in all copies.

  THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
  IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
  INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN
  AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
  PERFORMANCE OF THIS SOFTWARE."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="folder that prepare.py has filled")
    data = parser.parse_args().data
    with open(os.path.join(HERE, "unseen-things.tsv"), encoding="utf-8") as file:
        unseen = set(file.read().split()[1:])
    counts = collections.Counter(row["package"] for row in read_table("labels.tsv") if row["thing"] not in unseen)
    print("sketch.onnx was trained on drawings of these sets. It contains none of the drawings.")
    used = set()
    for package in sorted(counts):
        name, version, author, page, license_name = describe(os.path.join(data, "npm", "node_modules", package), package)
        used.add(license_name)
        print(f"\n{name}\n  Copyright (c) {author}, {page}\n  {license_name}; npm package {package} {version};"
              f" {counts[package]} drawings")
    print("\nThe licenses:")
    for license_name in sorted(used):
        print(f"  {license_name}: {NAMES[license_name]}")
    print("\n" + MIT)


def describe(folder, package):
    with open(os.path.join(folder, "package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    if package == PHOTOS:
        return "Fluent Emoji, 3D", version, "Microsoft Corporation", "packaged by LobeHub", "MIT"
    with open(os.path.join(folder, "info.json"), encoding="utf-8") as file:
        info = json.load(file)
    return info["name"], version, info["author"]["name"], info["author"].get("url", ""), info["license"]["spdx"]


if __name__ == "__main__":
    main()
