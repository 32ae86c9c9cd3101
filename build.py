"""Build the site in this folder: `python build.py` is `zhendi build`; run it from the environment in .venv/."""

import sys

try:
    from zhendi.cli import main
except ImportError as error:
    sys.exit(f"缺少运行环境（{error.name}）：请先运行 make setup，再用 .venv/bin/python build.py。")

if __name__ == "__main__":
    main()
