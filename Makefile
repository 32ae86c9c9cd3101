# The front door. Every target sets up what it needs (scripts/setup), once.
python := .venv/bin/python
REAL ?= ../shared/real/regulations

.PHONY: help setup site specimens serve test lint format prove bench real clean

help:
	@echo "make site    生成演示站点和展板，说明在哪里看"
	@echo "make specimens 四个主题的样张，每种版式三种尺寸（.zhendi/specimens/index.html）"
	@echo "make serve   边改边看（http://127.0.0.1:8000）"
	@echo "make test    测试、代码检查、生成演示站点"
	@echo "make lint    只做代码检查            make format  整理代码格式"
	@echo "make prove   按验收条件完整验证，写入 docs/proof.md"
	@echo "make bench   和同类工具比速度，写入 docs/benchmarks.md"
	@echo "make real REAL=文件夹   用真实文本生成站点"
	@echo "make clean   删除生成物和环境"

setup:
	@scripts/setup

site: setup
	@$(python) build.py build
	@echo "网站：用浏览器打开 output/index.html      展板：output/posters/"

specimens: setup
	@$(python) build.py themes --preview .zhendi/specimens

serve: setup
	@$(python) build.py serve --open

test: lint
	$(python) -m pytest -n 2
	$(python) build.py build --strict --output output

lint: setup
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

format: setup
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

prove: setup
	REAL="$(REAL)" $(python) -m pytest tests/prove -p no:cacheprovider

bench: setup
	$(python) bench/typeset.py
	$(python) bench/pages.py
	$(python) bench/proof.py
	$(python) bench/serve.py

real: setup
	@rm -rf .zhendi/real && mkdir -p .zhendi/real/content/制度上墙
	@cp "$(REAL)"/*.md .zhendi/real/content/制度上墙/
	@$(python) build.py build -s .zhendi/real -o .zhendi/real-output --report .zhendi/real-report.json
	@echo "网站：.zhendi/real-output/index.html      报告：.zhendi/real-report.json"

clean:
	rm -rf .venv .zhendi dist build
