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
    "Collapse sidebar": "設定を隠す",
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
    "Expand sidebar": "設定を開く",
    "Fullscreen": "全画面で見る",
    "Hide sidebar": "設定を隠す",
    "Increment": "増やす",
    "Increment value": "増やす",
    "Main menu": "メニュー",
    "No options to select": "選べるものがありません",
    "No options to select.": "選べるものがありません",
    "No results": "見つかりません",
    "Open sidebar": "設定を開く",
    "Page not found": "ページが見つかりません",
    "Please wait...": "お待ちください…",
    "Print": "印刷",
    "Rerun": "読み込み直す",
    "Running...": "処理しています…",
    "RUNNING...": "処理しています…",
    "Select all": "すべて選ぶ",
    "Sidebar": "設定",
    "Skip to main content": "本文へ進む",
    "Show sidebar": "設定を開く",
    "Stop": "中止",
    "Upload": "ファイルを選ぶ",
    "View fullscreen": "全画面で見る",
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
