// Streamlit の画面部品が持つ英語を日本語にする。ここにない英語が画面に残れば、ここに足す。
(() => {
  "use strict";
  const WORDS = {
    "(required)": "",
    "Cancel": "取り消す",
    "Choose an option": "選んでください",
    "Choose options": "選んでください",
    "Clear all": "すべて外す",
    "Clear value": "消す",
    "Close": "閉じる",
    "Close fullscreen": "全画面を終わる",
    "Collapse sidebar": "目次を隠す",
    "Connecting": "接続しています",
    "Connecting...": "接続しています…",
    "Connection error": "サーバーに接続できません",
    "Copied": "コピーしました",
    "Copy to clipboard": "コピーする",
    "Decrement": "減らす",
    "Decrement value": "減らす",
    "Deselect all": "すべて外す",
    "Download failed": "ダウンロードできませんでした",
    "Error": "エラー",
    "Expand sidebar": "目次を開く",
    "Fullscreen": "全画面で見る",
    "Hide sidebar": "目次を隠す",
    "Increment": "増やす",
    "Increment value": "増やす",
    "Main menu": "メニュー",
    "No options to select": "選べるものがありません",
    "No options to select.": "選べるものがありません",
    "No results": "見つかりません",
    "Open sidebar": "目次を開く",
    "Page not found": "ページが見つかりません",
    "Please wait...": "お待ちください…",
    "Print": "印刷",
    "Rerun": "読み込み直す",
    "Running...": "処理しています…",
    "RUNNING...": "処理しています…",
    "Select all": "すべて選ぶ",
    "Sidebar": "目次",
    "Skip to main content": "本文へ進む",
    "Show sidebar": "目次を開く",
    "Stop": "中止",
    "Upload": "ファイルを選ぶ",
    "View fullscreen": "全画面で見る",
    "Zoom In": "地図を拡大する",
    "Zoom Out": "地図を縮小する",
    "Open": "開く",
  };
  const PATTERNS = [
    [/^You have requested page .*/, "このページはありません。概況を表示しています。"],
    [/^The page that you have requested .*/, "このページはありません。概況を表示しています。"],
    [/^Is Streamlit still running\?.*/s, "アプリが止まっていないか、管理者に確かめてください。"],
    [/^Help for (.*)$/, "$1の説明"],
    [/^Selected (.*)\. (.*)$/, "$1 を選択中。$2"],
    [/^Remove (.*)$/, "$1 を外す"],
    [/^Select all \((\d+)\)$/, "すべて選ぶ（$1）"],
    [/^(\d+)MB per file(.*)$/, "1 ファイル $1 MB まで$2"],
    [/^Press Enter to apply$/, "Enter で決定"],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

  const translated = (text) => {
    const core = text.trim();
    if (!core || !/[A-Za-z]/.test(core)) return null;
    if (Object.hasOwn(WORDS, core)) return text.replace(core, WORDS[core]);
    for (const [pattern, japanese] of PATTERNS) {
      if (pattern.test(core)) return core.replace(pattern, japanese);
    }
    return null;
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const japanese = translated(node.data);
      if (japanese !== null) node.data = japanese;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) {
      const japanese = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null;
      if (japanese !== null) node.setAttribute(name, japanese);
    }
    if (node.matches('[class*="st-key-wide-"]')) node.tabIndex = 0; // 矢印で横に送れる
    for (const child of node.childNodes) visit(child);
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  }).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ATTRIBUTES,
    characterData: true,
    childList: true,
    subtree: true,
  });
  visit(document.documentElement);
})();

// 会議モード: 左右の矢印などは画面のボタンを押すのと同じ。上下の矢印は図を送る。
(() => {
  "use strict";
  const BUTTONS = {
    ArrowRight: ".st-key-show_next button",
    PageDown: ".st-key-show_next button",
    ArrowLeft: ".st-key-show_back button",
    PageUp: ".st-key-show_back button",
    Escape: ".st-key-show_close a",
  };
  const STEPS = { ArrowDown: 0.5, ArrowUp: -0.5 };
  const LARGE = "data-show-large";
  const FIELDS =
    "input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=option]";
  // 拡大した図は図の枠の中で、長い文は画面ごと送る。
  const moved = () =>
    document.querySelector(`html[${LARGE}] .st-key-show > :has(> .st-key-show_figure)`) ??
    document.querySelector("[data-testid=stMain]");

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".st-key-show")) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(FIELDS)) return;
    if (Object.hasOwn(STEPS, event.key)) {
      event.preventDefault();
      moved().scrollBy({ top: STEPS[event.key] * window.innerHeight });
    }
    if (!Object.hasOwn(BUTTONS, event.key)) return;
    const button = document.querySelector(BUTTONS[event.key]);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const html = document.documentElement;
    if (event.target.closest(".st-key-show_large_button")) html.toggleAttribute(LARGE);
    if (event.target.closest(".st-key-show_next, .st-key-show_back")) {
      html.removeAttribute(LARGE);
      moved().scrollTo({ top: 0 });
    }
    if (!event.target.closest(".st-key-show_full_button")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else html.requestFullscreen();
  });
})();

// 前に見ていた地域を覚える（このブラウザーの中だけ）。次に何も付けずに開いたとき、サーバーがそこへ送る。
(() => {
  "use strict";
  const KEYS = ["unit", "zones", "area", "town"];
  const YEAR = 365 * 24 * 60 * 60;
  const remember = () => {
    const shown = new URLSearchParams(window.location.search);
    if (!shown.has("area")) return;
    const kept = new URLSearchParams();
    for (const key of KEYS) if (shown.has(key)) kept.set(key, shown.get(key));
    const place = encodeURIComponent(kept.toString());
    document.cookie = `zaitaku_place=${place}; path=/; max-age=${YEAR}; samesite=strict`;
  };
  for (const name of ["pushState", "replaceState"]) {
    const original = window.history[name];
    window.history[name] = function (...given) {
      original.apply(this, given);
      remember();
    };
  }
  window.addEventListener("popstate", remember);
  remember();
})();

// 狭い画面では目次が本文の上に重なる。ページを選んだら閉じる。
(() => {
  "use strict";
  const NARROW = window.matchMedia("(max-width: 767px)");
  document.addEventListener("click", (event) => {
    if (!NARROW.matches || !(event.target instanceof Element)) return;
    if (!event.target.closest(".st-key-menu a")) return;
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  });
})();

// 表の見出しを押すと並べ替える（数は大きい順から、文字は順に、3 回目でもとの並び）。数のない行は最後。
(() => {
  "use strict";
  const ORDER = {
    number: ["descending", "ascending", "none"],
    text: ["ascending", "descending", "none"],
  };
  const original = new WeakMap();
  const value = (row, at, isNumber) => {
    const cell = row.cells[at];
    if (!isNumber) return cell.textContent;
    return cell.dataset.by === undefined ? null : Number(cell.dataset.by);
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const head = event.target.closest(".board th[aria-sort]");
    if (!head) return;
    const isNumber = head.classList.contains("number");
    const order = ORDER[isNumber ? "number" : "text"];
    const is = head.getAttribute("aria-sort");
    const next = order[(order.indexOf(is) + 1) % order.length];
    const body = head.closest("table").querySelector("tbody:not(.apart)");
    if (!original.has(body)) original.set(body, [...body.rows]);
    const rows = [...original.get(body)];
    if (next !== "none") {
      const turn = next === "descending" ? -1 : 1;
      const by = new Map(rows.map((row) => [row, value(row, head.cellIndex, isNumber)]));
      rows.sort((one, other) => {
        const [a, b] = [by.get(one), by.get(other)];
        if (a === null || b === null) return (a === null) - (b === null);
        return turn * (isNumber ? a - b : a.localeCompare(b, "ja"));
      });
    }
    for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    body.append(...rows);
  });
})();

// 地図: ボタンで拡大し、拡大したあとはつかんで（または矢印キーで）動かす。ホイールは画面を送るだけ。
// 見え方「倍率 横 縦」は Vega が欄につないでいる（zaitaku/exhibits/zooming.py）。
(() => {
  "use strict";
  const FIELD = '.vega-bindings input[name="look"]';
  const WHOLE = "1 0 0";
  const MOST = 8;
  const STEP = Math.SQRT2;
  const MOVED = 4; // px からは、つかんで動かしたとみる
  const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const looks = new Map(); // 画面と境界データごとの見え方。地図を描き直しても同じところを見せる
  const memory = (field) => `${location.pathname} ${field.placeholder}`;
  const kept = (field) => looks.get(memory(field)) ?? WHOLE;
  const look = (field) => kept(field).split(" ").map(Number);
  const canvas = (field) => field.form.parentElement.querySelector("canvas, svg");

  const show = (field, zoom, x, y) => {
    const size = Math.min(Math.max(zoom, 1), MOST);
    const most = (size - 1) / 2;
    const inside = (shift) => Math.min(Math.max(shift, -most), most);
    const numbers = size < 1.01 ? [1, 0, 0] : [size, inside(x), inside(y)];
    looks.set(memory(field), numbers.map((number) => +number.toFixed(4)).join(" "));
    paint(field);
  };

  const paint = (field) => {
    field.value = kept(field);
    field.dispatchEvent(new Event("input"));
    const [zoom] = look(field);
    const [closer, wider, whole] = field.form.querySelectorAll("button");
    closer.setAttribute("aria-disabled", String(zoom >= MOST));
    wider.setAttribute("aria-disabled", String(zoom <= 1));
    if (zoom <= 1 && whole === document.activeElement) closer.focus();
    whole.hidden = zoom <= 1;
    field.form.parentElement.classList.toggle("is-close", zoom > 1);
  };

  const zoomed = (field, times) => {
    const [zoom, x, y] = look(field);
    const to = Math.min(Math.max(zoom * times, 1), MOST);
    show(field, to, (x * to) / zoom, (y * to) / zoom);
  };

  const equip = (field) => {
    const bar = document.createElement("div");
    bar.className = "map-buttons";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "地図の大きさ（拡大したあとは矢印キーで動かせます）");
    const button = (text, label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.title = label;
      if (text !== label) made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      bar.append(made);
    };
    button("＋", "地図を拡大する", () => zoomed(field, STEP));
    button("－", "地図を縮小する", () => zoomed(field, 1 / STEP));
    button("もとに戻す", "地図をもとに戻す", () => show(field, 1, 0, 0));
    bar.addEventListener("keydown", (event) => {
      const [zoom, x, y] = look(field);
      if (!Object.hasOwn(ARROWS, event.key) || zoom <= 1) return;
      event.preventDefault();
      const [right, down] = ARROWS[event.key];
      show(field, zoom, x + right / 5, y + down / 5);
    });
    field.closest(".vega-bind").hidden = true;
    field.form.classList.add("map-look");
    field.form.append(bar);
    paint(field);
    // Streamlit は、描き直した図を前にクリックしたときの見え方に戻す
    for (const later of [100, 500]) setTimeout(() => field.isConnected && paint(field), later);
  };

  // つかんで動かす。動かしたあとのクリックは、地域を選ぶクリックではない。
  document.addEventListener("pointerdown", (start) => {
    const drawn = start.target instanceof Element && start.target.closest(".vega-embed.is-close");
    if (!drawn || start.button !== 0 || !start.target.matches("canvas, svg, svg *")) return;
    const field = drawn.querySelector(FIELD);
    const [zoom, x, y] = look(field);
    const { width, height } = canvas(field).getBoundingClientRect();
    let isMoved = false;
    const move = (event) => {
      const [right, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
      isMoved ||= Math.hypot(right, down) > MOVED;
      if (isMoved) show(field, zoom, x + right / width, y + down / height);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      if (!isMoved) return;
      const swallow = (event) => event.stopPropagation();
      document.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });

  new MutationObserver(() => {
    for (const field of document.querySelectorAll(FIELD)) {
      if (!field.form.classList.contains("map-look")) equip(field);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
