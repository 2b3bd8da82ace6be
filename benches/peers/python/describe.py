"""Says how each function is run: `python describe.py FOLDER`, by the interpreter that runs them."""

import json
import platform
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path


def package_bytes(folder: Path) -> int:
    """How large the deployment package is: the functions' own code and what Lambda does not have, without compiled code."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    package.write(path, path.relative_to(folder))
        return file.tell()


folder = Path(sys.argv[1])
names = ["boto3", "awslambdaric"]
versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
with (folder / "peers").open("w") as file:
    for name in ("offices", "appointments", "transfers"):
        described = {
            "peer": "python",
            "versions": ", ".join(versions),
            "function": name,
            "program": sys.executable,
            "arguments": ["-m", "awslambdaric", "index.handler"],
            "folder": str(folder / name),
            "package_bytes": package_bytes(folder / name),
        }
        file.write(json.dumps(described) + "\n")
