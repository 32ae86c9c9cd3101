"""Promises of themes: inheritance, contrast, and that a theme from elsewhere can do no harm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import TemplateError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import unsafe

from zhendi.problems import CannotGoOnError
from zhendi.render.facts import FILTERS
from zhendi.templating import environment
from zhendi.theme import load_theme, theme_folders, theme_names

HEAD = "title: 试\nfonts: {body: {families: [Noto Serif CJK SC]}}\n"


def make_theme(folder: Path, name: str, text: str) -> Path:
    """Write a theme with the given theme.yml."""
    (folder / name).mkdir(parents=True)
    (folder / name / "theme.yml").write_text(text, encoding="utf-8")
    return folder / name


def test_a_child_overrides_single_tokens(tmp_path: Path) -> None:
    """What a theme leaves out is its parent's."""
    colours = "tokens: {paper: {screen: '#FFFFFF', ink: [0,0,0,0]}, text: {screen: '#000000', ink: [0,0,0,100]}}\n"
    make_theme(tmp_path, "base", HEAD + colours)
    make_theme(tmp_path, "child", "title: 子\nextends: base\ntokens: {paper: {screen: '#FFFAF0', ink: [0,2,6,0]}}\n")
    theme = load_theme("child", [tmp_path])
    assert theme.tokens["paper"].screen == "#FFFAF0"
    assert theme.tokens["text"].ink == (0, 0, 0, 100)
    assert "--paper: device-cmyk(0% 2% 6% 0%);" in theme.inked().root_css()
    assert '--font-body: "Noto Serif CJK SC";' in theme.root_css()


def test_contrast_is_the_wcag_ratio(tmp_path: Path) -> None:
    """Gold (253,207,48) on red (237,44,37) is 2.84:1, as domain.md records."""
    colours = "tokens: {gold: {screen: '#FDCF30', ink: [0,18,85,0]}, red: {screen: '#ED2C25', ink: [0,95,95,0]}}\n"
    make_theme(tmp_path, "t", HEAD + colours + "contrast: [[gold, red, 3.0]]\n")
    (pair,) = load_theme("t", [tmp_path]).contrast()
    assert round(pair.found, 2) == 2.84
    assert not pair.enough


BROKEN = (
    "title: [",
    "{}",
    "title: a\nnonsense: 1\n",
    "title: a\nextends: t\n",
    "title: a\ntokens: {paper: {screen: red, ink: [0,0,0,0]}}\n",
    "title: a\ntokens: {paper: {screen: '#FFFFFF', ink: [0,0,0]}}\n",
    "title: a\nfonts: {body: {families: []}}\n",
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_theme_is_one_chinese_sentence(tmp_path: Path, text: str) -> None:
    """A theme.yml that does not read, lacks or mistakes something, or goes round in circles stops with its name."""
    make_theme(tmp_path, "t", text)
    with pytest.raises(CannotGoOnError, match="主题") as caught:
        load_theme("t", [tmp_path])
    assert caught.value.hint


@pytest.mark.parametrize("name", ["nowhere", "../t", "", "t/.."])
def test_an_unknown_theme_names_those_there_are(tmp_path: Path, name: str) -> None:
    """The hint lists the themes that can be used."""
    make_theme(tmp_path, "t", HEAD)
    with pytest.raises(CannotGoOnError) as caught:
        load_theme(name, [tmp_path])
    assert "t" in caught.value.hint


def test_a_template_may_extend_the_one_it_overrides(tmp_path: Path) -> None:
    """`theme:NAME/…` names a theme's template, so that a site's override can extend it."""
    folder = make_theme(tmp_path / "themes", "t", HEAD)
    (folder / "templates" / "web").mkdir(parents=True)
    (folder / "templates" / "web" / "x.html").write_text("a{% block b %}theme{% endblock %}c", encoding="utf-8")
    own = tmp_path / "templates"
    (own / "web").mkdir(parents=True)
    override = '{% extends "theme:t/web/x.html" %}{% block b %}site{% endblock %}'
    (own / "web" / "x.html").write_text(override, encoding="utf-8")
    env = environment(load_theme("t", [tmp_path / "themes"]), [own])
    assert env.get_template("web/x.html").render() == "asitec"


def test_a_site_overrides_a_token_and_a_block_without_copying(tmp_path: Path) -> None:
    """As docs/themes.md says: a theme of four lines changes one colour, a template of two lines one block."""
    colour = "tokens: {primary: {screen: '#8A1520', ink: [25, 100, 95, 28]}}\n"
    make_theme(tmp_path / "themes", "本单位", f"title: 本单位\nextends: red\n{colour}")
    own = tmp_path / "templates" / "board"
    own.mkdir(parents=True)
    block = "{% block slot %}<p>本栏</p>{{ super() }}{% endblock %}"
    (own / "prose.html").write_text('{% extends "theme:red/board/prose.html" %}' + block, encoding="utf-8")
    theme, red = (load_theme(name, theme_folders(tmp_path)) for name in ("本单位", "red"))
    assert theme.tokens["primary"].screen == "#8A1520"
    assert {**theme.tokens, "primary": red.tokens["primary"]} == red.tokens
    assert all(pair.enough for pair in theme.contrast())
    assert theme.ornament("divider") == red.ornament("divider")
    assert theme.inked().css("board").count("device-cmyk(25% 100% 95% 28%)") == 1
    env = environment(theme, [tmp_path / "templates"], FILTERS)
    words = {"part": "slot", "layout": "prose", "fields": {}, "body": "正文", "slot": "body"}
    assert "".join(env.get_template("board/prose.html").render(words).split()) == "<p>本栏</p>正文"


PAYLOADS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ ''|attr('__class__') }}",
    "{{ [].append.__self__.__class__ }}",
    "{{ items.append(1) }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ range(10**9)|list }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../etc/passwd' %}",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_templates_run_in_a_sandbox(tmp_path: Path, payload: str) -> None:
    """Row 36: 13 payloads reach neither Python nor a file."""
    make_theme(tmp_path, "t", HEAD)
    template = environment(load_theme("t", [tmp_path])).from_string(payload)
    try:
        text = template.render(items=[])
    except (TemplateError, OverflowError):
        return
    assert "root:" not in text
    assert "class" not in text
    assert "uid=" not in text


@dataclass
class Held:
    """Something with an open and a private field."""

    words: str = "open"
    _hidden: str = "hidden"


def test_a_private_field_stays_out_of_reach(tmp_path: Path) -> None:
    """Row 36: a field of ours is given at once when it is asked for again, a private one never."""
    make_theme(tmp_path, "t", HEAD)
    env = environment(load_theme("t", [tmp_path]))
    assert env.from_string("{{ held.words }}{{ held.words }}").render(held=Held()) == "openopen"
    for _ in range(2):
        with pytest.raises(SecurityError):
            env.from_string("{{ held._hidden }}{{ held._hidden }}").render(held=Held())


def test_a_template_calls_only_what_it_may(tmp_path: Path) -> None:
    """Row 36: a plain function is called at once, a marked one as Jinja has it: refused, or with the context."""
    make_theme(tmp_path, "t", HEAD)
    env = environment(load_theme("t", [tmp_path]))
    words = {"plain": lambda word: f"<{word}>", "bad": unsafe(lambda: "reached"), "told": pass_context(_told)}
    macro = "{% macro twice(x) %}{{ plain(x) }}{{ x }}{% endmacro %}"
    text = macro + "{% for x in 'ab' %}{{ twice(x) }}{{ told() }}{% endfor %}"
    assert env.from_string(text).render(name="c", **words) == "&lt;a&gt;ac&lt;b&gt;bc"
    for called in ("bad()", "plain.__globals__", "plain.__call__('x')"):
        with pytest.raises(SecurityError):
            env.from_string(f"{{{{ {called} }}}}").render(words)


def _told(context: Context) -> object:
    return context["name"]


def test_a_template_is_not_read_through_a_link_out_of_the_theme(tmp_path: Path) -> None:
    """Row 36: an include through a symlink is refused."""
    folder = make_theme(tmp_path / "themes", "t", HEAD)
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "x.html").symlink_to(tmp_path / "secret.html")
    env = environment(load_theme("t", [tmp_path / "themes"]))
    with pytest.raises(TemplateError):
        env.get_template("x.html")


def test_css_is_not_read_through_a_link_out_of_the_theme(tmp_path: Path) -> None:
    """Row 36: neither is a style sheet."""
    folder = make_theme(tmp_path / "themes", "t", HEAD)
    (tmp_path / "secret.css").write_text("secret", encoding="utf-8")
    (folder / "web.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(CannotGoOnError):
        load_theme("t", [tmp_path / "themes"]).css("web")


@pytest.mark.parametrize("name", theme_names(theme_folders()))
def test_shipped_themes_can_be_read(name: str) -> None:
    """Every pair of colours that a shipped theme sets on each other has its contrast."""
    pairs = load_theme(name, theme_folders()).contrast()
    assert pairs
    assert [f"{pair.ink} on {pair.ground}: {pair.found:.2f}" for pair in pairs if not pair.enough] == []
