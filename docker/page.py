"""Turns an executed notebook into one self-contained HTML page, with the template beside this file."""
import html
import pathlib
import re

from latex2mathml.converter import convert as mathml
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import GoLexer
from traitlets.config import Config

TEMPLATES = pathlib.Path(__file__).resolve().parent / "template"
LIGHT, DARK = "friendly", "github-dark"


def formula(tex, display):
    """TeX as MathML, which browsers draw without a library; what cannot be turned stays TeX."""
    try:
        return mathml(tex, display=display)
    except Exception:
        return f"<code>{html.escape(tex)}</code>"


WORDS = {
    "en": {"name": "English", "contents": "On this page", "all": "All chapters", "heading": "The course, and a gallery of charts"},
    "ko": {"name": "한국어", "contents": "이 장의 내용", "all": "모든 장", "heading": "강좌"},
}


def anchor(heading):
    """The id of a heading: its words, joined by hyphens."""
    return re.sub(r"[^\w]+", "-", html.unescape(re.sub(r"<[^>]*>", "", heading)).lower()).strip("-")


class Renderer(IPythonRenderer):
    """Markdown with formulas as MathML, pictures beside the notebook inside the page, and headings that can be linked to."""

    def heading(self, text, level, **attrs):
        return f'<h{level} id="{anchor(text)}">{text}</h{level}>\n'

    def block_math(self, body):
        return formula(body, "block")

    def inline_math(self, body):
        return formula(body, "inline")

    def latex_environment(self, name, body):
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


def code_styles():
    """Pygments' colours, light and dark; backgrounds are the page's."""
    def rules(style):
        found = HtmlFormatter(style=style).get_style_defs(".highlight").splitlines()
        return "\n".join(r for r in found if r.startswith(".highlight .") and ".err" not in r and "lineno" not in r)
    return rules(LIGHT) + "\n@media screen and (prefers-color-scheme: dark) {\n" + rules(DARK) + "\n}"


def echarts(library):
    """The charts' library, given to them as the promise they wait for. A `define`, `exports` or `module` that
    another script may have put on the page stays out of it."""
    return ("window.__nnbook_echarts = Promise.resolve(function () {\nvar define, exports = {}, module = {exports: exports};\n"
            + library.replace("</script", "<\\/script") + "\nreturn exports;\n}());")


def shared(text):
    """Every chart brings the script that makes it live, for in a notebook each output stands alone; a page needs it once."""
    found = re.search(r"<script>(\(function \(themes, script, id, widget\) .*?)\(document\.currentScript,", text, re.S)
    if not found:
        return text
    first, rest = text[:found.end()], text[found.end():]
    rest = rest.replace(f"<script>{found[1]}(document.currentScript,", "<script>__nnbook_chart(document.currentScript,")
    return first.replace(f"<script>{found[1]}(", f"<script>window.__nnbook_chart = {found[1]};\n__nnbook_chart(") + rest


def title(notebook, name):
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^#+\s+(.+)$", cell.source, re.M)):
            return found[1].strip()
    return name


def contents(notebook, words):
    """A list of links to the sections of a notebook; nothing where there are fewer than two."""
    found = [h.replace("`", "") for c in notebook.cells if c.cell_type == "markdown" for h in re.findall(r"^## +(.+)$", c.source, re.M)]
    items = "".join(f'<li><a href="#{anchor(h)}">{html.escape(h)}</a></li>' for h in found)
    return f'<details class="contents"><summary>{words["contents"]}</summary><ol>{items}</ol></details>' if len(found) > 1 else ""


def navigation(address, entries):
    """Links of a page of the site: the one before, the one after, the index, and the same chapter in other languages."""
    lang, _, name = address.partition("/")
    own = [e for e in entries if e[0].startswith(lang + "/")]
    at = [a for a, _ in own].index(address)
    links = [f'<a href="../index.html">{WORDS.get(lang, WORDS["en"])["all"]}</a>']
    for place, rel, arrow in (at - 1, "prev", "← {}"), (at + 1, "next", "{} →"):
        if 0 <= place < len(own):
            other, label = own[place]
            links.append(f'<a rel="{rel}" href="{html.escape(other.partition("/")[2])}">{arrow.format(html.escape(label))}</a>')
    for other, _ in entries:
        tongue, _, twin = other.partition("/")
        if twin == name and tongue != lang:
            links.append(f'<a hreflang="{tongue}" lang="{tongue}" href="../{html.escape(other)}">{WORDS.get(tongue, {"name": tongue})["name"]}</a>')
    return '<nav class="site">' + "\n".join(links) + "</nav>"


def page(notebook, path, library, links=None):
    """The page's HTML. path is the notebook's file, library the text of echarts.min.js, links a site's navigation."""
    path = pathlib.Path(path).resolve()
    folder, template = str(path.parent), TEMPLATES / "nnbook"
    notebook, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})
    lang = path.parent.name if re.fullmatch("[a-z]{2}", path.parent.name) else "en"
    has_chart = any("__nnbook_echarts" in "".join(o.get("data", {}).get("text/html", ""))
                    for c in notebook.cells for o in c.get("outputs", []))

    def page_markdown(source, attachments=None):
        renderer = Renderer(escape=False, embed_images=True, exclude_anchor_links=True, path=folder, attachments=attachments or {})
        return MarkdownWithMath(renderer=renderer).render(source)

    def page_code(source):
        return highlight(source, GoLexer(), HtmlFormatter())

    exporter = TemplateExporter(
        config=Config({"TemplateExporter": {"extra_template_basedirs": [str(TEMPLATES)], "template_name": "nnbook"}}),
        template_file="index.html.j2", filters={"page_markdown": page_markdown, "page_code": page_code})
    details = {
        "title": title(notebook, path.stem), "lang": lang, "links": links or "",
        "contents": contents(notebook, WORDS.get(lang, WORDS["en"])),
        "css": (template / "page.css").read_text() + code_styles(), "script": (template / "page.js").read_text(),
        "echarts": echarts(library) if has_chart else "",
    }
    text, _ = exporter.from_notebook_node(notebook, resources={"page": details})
    return shared(text)


def index(entries):
    """A page that links to others, a list for each language. entries are pairs of an address and a title."""
    lists = ""
    for lang in sorted({address.split("/")[0] for address, _ in entries}):
        items = [f'<li><a href="{html.escape(a)}">{html.escape(t)}</a></li>' for a, t in entries if a.split("/")[0] == lang]
        words = WORDS.get(lang, {"name": lang, "heading": lang})
        lists += f'<section lang="{html.escape(lang)}">\n<h2>{words["name"]}: {words["heading"]}</h2>\n<ul>\n' + "\n".join(items) + "\n</ul>\n</section>\n"
    css = (TEMPLATES / "nnbook/page.css").read_text()
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>nnbook</title>\n'
            f"<style>\n{css}</style>\n</head>\n<body>\n<main>\n<h1>nnbook: deep learning in Go notebooks</h1>\n{lists}</main>\n</body>\n</html>\n")
