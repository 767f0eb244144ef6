"""Every question over HTTP, to be read by programs: JSON or CSV, and what may be asked (OpenAPI).

``/api/questions`` lists them, ``/api/questions/<subject>/<question>?parameter=value`` answers one,
``/api/openapi.json`` describes all. 公表 unless ``mode=internal`` is asked for by a role that may;
who asks is found out where builds are opened, as for pages. Every answer is an export: logged
before it is given, kept by no browser and no proxy. It only reads. Of several prefectures
``pref`` says which, ``pref=all`` asks every one of them.

A build never changes: an answer that was made is remembered here as it was sent, by everything that
it depends on. Who asks, what they may, and the log come first each time; a refusal is never kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from zaitaku import doors
from zaitaku.access import asking, log, policy
from zaitaku.access.policy import Person
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.contract import Param, Question
from zaitaku.ask.warehouse import Build
from zaitaku.derived import each_prefecture, questions
from zaitaku.export import as_records, csv
from zaitaku.ground import country, settings
from zaitaku.ground.errors import (
    DisclosureError,
    NotInDataError,
    QueryError,
    UsageError,
    ZaitakuError,
)
from zaitaku.ground.remembering import Remembered
from zaitaku.ground.settings import MODES, Mode

# a page from elsewhere may not take an answer in by any tag
_HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
_FORMATS = ("json", "csv")
# parameters of the API itself; no question has one of these names
_OWN = ("mode", "format", "pref")
_ALL = "all"  # as a prefecture: every one of the installation
_STATUS: tuple[tuple[type[ZaitakuError], int], ...] = (
    (NotInDataError, 404),
    (QueryError, 400),
    (UsageError, 400),
    (DisclosureError, 403),
)
_BASE = "/api/questions"


def _telling(make: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Whatever goes wrong is told in Japanese as JSON, done with the rights of who asks."""

    def answered(request: Request) -> Response:
        try:
            with asking.acting(_person(request)):
                if not asking.current().name and asking.is_configured():
                    return _error(401, _SIGNED_IN)
                asking.need("see_public")
                with country.looking_at(_prefecture(request)):
                    found = make(request)
        except ZaitakuError as error:
            # of the machine, not of what was asked
            status = next((s for kind, s in _STATUS if isinstance(error, kind)), 503)
            return _error(status, str(error))
        except Exception:
            logging.getLogger(__name__).exception("API %s", request.url.path)
            return _error(500, "答えを作れませんでした。管理者は、サーバーの記録を見てください。")
        found.headers.update(_HEADERS)
        return found

    return answered


def _prefecture(request: Request) -> str:
    """Which of several prefectures is asked, or ``_ALL``; the first where nothing is said."""
    there = country.names(settings.root_dir())
    return _one_of(request, "pref", (*there, _ALL)) if there else ""


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": {"message": message}}, status_code=status, headers=_HEADERS)


_SIGNED_IN = (
    "だれが使っているかが分からないので、答えられません。画面を開いてサインインしてから、"
    "同じブラウザーでこのアドレスを開いてください（サインインは 30 日で切れます）。"
)


def _person(request: Request) -> Person:
    """Who asks: as the door says that the proxy or the sign-in says; else nobody."""
    access = policy.in_force()
    if access is None or access.kind == "local":
        return asking.local()
    return access.person(doors.told_identity(request.headers.get("x-zaitaku-who", "")))


# --- answers -------------------------------------------------------------------------------------


@_telling
def listed(request: Request) -> Response:
    """Every question with its parameters."""
    found = [_described(questions.load(name)) for name in questions.names()]
    return JSONResponse({"questions": found})


@_telling
def answer(request: Request) -> Response:
    """One question, answered from the build in use, or from those of all prefectures."""
    name = f"{request.path_params['subject']}/{request.path_params['question']}"
    if name not in questions.names():
        return _error(404, str(_unknown(name)))
    question = questions.load(name)
    mode, suffix = _mode(request), _one_of(request, "format", _FORMATS)
    params = _params(request, question)
    asking.need_mode(mode)
    asking.need("take_internal" if mode == "internal" else "see_public")
    ask = _of_all if _prefecture(request) == _ALL else _of_one
    body = ask(name, mode, params, suffix)
    if suffix == "json":
        return Response(body, media_type="application/json")
    told = {"Content-Disposition": f'attachment; filename="{name.replace("/", "-")}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=told)


def _of_one(name: str, mode: Mode, params: Mapping[str, Any], suffix: str) -> bytes:
    data_dir = settings.data_dir()
    build = warehouse.open_build(data_dir, mode)
    what = f"API {name}"
    log.write("export", what=what, mode=mode, build_id=build.build_id, data_dir=data_dir)
    return _body(build, name, params, suffix)


def _of_all(name: str, mode: Mode, params: Mapping[str, Any], suffix: str) -> bytes:
    """Made anew each time: it is of as many builds as there are prefectures."""
    root = settings.root_dir()
    every = each_prefecture.opened(root, mode)
    each_prefecture.write_log(every, f"API {name}", mode, root)
    return _written(each_prefecture.stacked(every, name, mode, params), suffix)


def _body(build: Build, name: str, params: Mapping[str, Any], suffix: str) -> bytes:
    """The answer as it is sent, made once for all who may see the same of this very build."""
    values = repr(sorted(questions.resolved(build, name, params).items()))
    seen = repr((build.mode, asking.scope(), build.build_id))
    key = (str(build.path), build.stamp(), seen, name, values, suffix)
    made = bodies.get(key)
    if made is None:
        made = _written(questions.run(build, name, params), suffix)
        bodies.keep(key, made)
    return made


def _written(found: Answer, suffix: str) -> bytes:
    if suffix == "json":
        return bytes(JSONResponse(_as_json(found)).body)
    return csv.to_text(found, headings="names", neutralise=False).encode()


# some thousands of answers of a prefecture
bodies = Remembered(32_000_000)


def _unknown(name: str) -> QueryError:
    try:
        questions.load(name)
    except QueryError as error:
        return error
    raise AssertionError("asked of unknown names only")


def _as_json(found: Answer) -> dict[str, Any]:
    columns = [
        {"name": c.name, "label": c.label, "unit": c.unit, "type": c.type} for c in found.columns
    ]
    told = {"grain": found.grain, "source": found.source, "columns": columns}
    return as_records(found) | told


def _mode(request: Request) -> Mode:
    asked = _one_of(request, "mode", ("public", "internal"))
    return next(mode for mode in MODES if mode == asked)


def _one_of(request: Request, name: str, known: tuple[str, ...]) -> str:
    given = request.query_params.getlist(name) or [known[0]]
    if len(given) != 1 or given[0] not in known:
        raise UsageError(f"「{name}」は {'、'.join(known)} のどれか 1 つにしてください。")
    return given[0]


def _params(request: Request, question: Question) -> dict[str, Any]:
    """As the command line gives them; a list repeats its key."""
    lists = {param.name for param in question.params if param.is_list}
    found: dict[str, Any] = {}
    for key in request.query_params:
        if key in _OWN:
            continue
        values = request.query_params.getlist(key)
        if key not in lists and len(values) > 1:
            raise UsageError(f"「{key}」は 1 つだけ書いてください（{len(values)} あります）。")
        found[key] = values if key in lists else values[0]
    return found


# --- what may be asked ---------------------------------------------------------------------------


@_telling
def openapi(request: Request) -> Response:
    """The description of all of it, for programs that make clients of such."""
    paths = {
        f"{_BASE}/{question.name}": {"get": _operation(question)}
        for question in map(questions.load, questions.names())
    }
    return JSONResponse(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "在宅医療アトラス",
                "version": "1",
                "description": "質問の答えを JSON か CSV で返します。読むだけです。秘匿は「秘匿」、"
                "該当なしは「該当なし」、データのないマスは null（CSV では空欄）です。",
            },
            "paths": paths,
            "components": {
                "schemas": {"Error": _ERROR_SCHEMA, "Answer": _ANSWER_SCHEMA},
            },
        }
    )


_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message"],
            "properties": {"message": {"type": "string"}},
        }
    },
}
_ANSWER_SCHEMA = {
    "type": "object",
    "required": ["name", "mode", "build_id", "params", "notes", "columns", "rows"],
    "properties": {
        "name": {"type": "string"},
        "question": {"type": "string"},
        "grain": {"type": "string"},
        "source": {"type": "string"},
        "mode": {"enum": ["public", "internal"]},
        "build_id": {"type": "string"},
        "params": {"type": "object"},
        "notes": {"type": "array", "items": {"type": "string"}},
        "columns": {"type": "array", "items": {"type": "object"}},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}
_WHICH = (
    "都道府県コード。all はすべての都道府県（行の前に prefecture_code、prefecture_name、"
    "fiscal_year が付く）"
)
_ERRORS = {
    "400": "引数の誤り",
    "401": "だれが使っているかが分からない",
    "403": "その役割・モードでは見られない",
    "404": "その値がデータにない",
    "500": "答えを作れなかった",
    "503": "データを読めない",
}


def _operation(question: Question) -> dict[str, Any]:
    answered = {
        "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}},
        "text/csv": {"schema": {"type": "string"}},
    }
    failed = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    only = "" if "public" in question.modes else "（内部モードだけ）"
    there = country.names(settings.root_dir())
    return {
        "operationId": question.name.replace("/", "_"),
        "summary": question.question + only,
        "tags": [question.name.partition("/")[0]],
        "parameters": [
            *map(_parameter, question.params),
            _choice("mode", ("public", "internal"), "モード（公表・内部）"),
            _choice("format", _FORMATS, "答えの形"),
            *([_choice("pref", (*there, _ALL), _WHICH)] if there else []),
        ],
        "responses": {
            "200": {"description": "答え", "content": answered},
            **{code: {"description": text, "content": failed} for code, text in _ERRORS.items()},
        },
    }


def _choice(name: str, values: tuple[str, ...], text: str) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(values), "default": values[0]}
    return {"name": name, "in": "query", "description": text, "schema": schema}


_TYPES = {"varchar": "string", "integer": "integer", "bigint": "integer", "double": "number",
          "boolean": "boolean"}  # fmt: skip


def _parameter(param: Param) -> dict[str, Any]:
    one: dict[str, Any] = {"type": _TYPES[param.type]}
    if isinstance(param.choices, tuple) and param.type == "varchar":
        # '' asks for what the question does by itself
        also = [""] if param.default == "''" else []
        one["enum"] = [*also, *param.choices]
    schema = {"type": "array", "items": one} if param.is_list else one
    is_needed = not param.is_list and param.default is None
    text = f"{param.label}: {param.description}" if param.description else param.label
    return {
        "name": param.name,
        "in": "query",
        "description": text,
        "required": is_needed,
        "schema": schema,
    }


def _described(question: Question) -> Mapping[str, Any]:
    return {
        "name": question.name,
        "question": question.question,
        "grain": question.grain,
        "source": question.source,
        "modes": list(question.modes),
        "path": f"{_BASE}/{question.name}",
        "parameters": [
            {"name": p.name, "label": p.label, "is_list": p.is_list} for p in question.params
        ],
        "columns": [
            {"name": c.name, "label": c.label, "unit": c.unit, "type": c.type}
            for c in question.columns
        ],
    }


@_telling
def nothing(request: Request) -> Response:
    """An address under ``/api`` that there is not: Streamlit would answer with a page."""
    return _error(404, f"このアドレスはありません。質問の一覧は {_BASE} で見られます。")


ROUTES: list[BaseRoute] = [
    Route("/api/openapi.json", openapi, methods=["GET"]),
    Route(_BASE, listed, methods=["GET"]),
    Route(_BASE + "/{subject}/{question}", answer, methods=["GET"]),
    Route("/api/{rest:path}", nothing, methods=["GET"]),
]
