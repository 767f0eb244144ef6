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
    "Failed to generate file for download": "ファイルを作れませんでした。権限が変わったか、記録を書けないためかもしれません。画面を読み込み直しても続くときは、管理者に知らせてください",
    "Fullscreen": "全画面で見る",
    "Hide sidebar": "目次を隠す",
    "Increment": "増やす",
    "Increment value": "増やす",
    "Main menu": "メニュー",
    "No options to select": "選べるものがありません",
    "No options to select.": "選べるものがありません",
    "No results": "見つかりません",
    "Open sidebar": "目次を開く",
    "Page not found": "画面が見つかりません",
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
    [/^You have requested page .*/, "この画面はありません。概況を表示しています。"],
    [/^The page that you have requested .*/, "この画面はありません。概況を表示しています。"],
    [/^Is Streamlit still running\?.*/s, "アプリが止まっていないか、管理者に確かめてください。"],
    [/^Help for (.*)$/, "$1の説明"],
    [/^Selected (.*)\. (.*)$/, "$1 を選択中。$2"],
    [/^Remove (.*)$/, "$1 を外す"],
    [/^Select all \((\d+)\)$/, "すべて選ぶ（$1）"],
    [/^(\d+)MB per file(.*)$/, "1 ファイル $1 MB まで$2"],
    [/^Press Enter to apply$/, "Enter で決定"],
    [/^Press (Ctrl|⌘)\+Enter to apply$/, "$1+Enter で決定"],
    [/^Press Enter to submit form$/, "Enter で送る"],
    [/^Press (Ctrl|⌘)\+Enter to submit form$/, "$1+Enter で送る"],
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

  // 地域の選択肢の名前の後ろには、探すための読み・ローマ字・コードがある。読み上げるのは名前だけ。
  const BEHIND = "\u3000".repeat(16);
  const named = (text) => {
    const option = text.parentElement?.closest("[role=option]");
    if (!option) return;
    const at = option.textContent.indexOf(BEHIND);
    const name = at < 0 ? null : option.textContent.slice(0, at);
    if (option.getAttribute("aria-label") === name) return; // 書き込むと、また見に来る
    if (name === null) option.removeAttribute("aria-label");
    else option.setAttribute("aria-label", name);
  };

  const relabel = (node) => {
    for (const name of ATTRIBUTES) {
      const japanese = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null;
      if (japanese !== null) node.setAttribute(name, japanese);
    }
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      named(node);
      const japanese = translated(node.data);
      if (japanese !== null) node.data = japanese;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    relabel(node);
    if (node.matches('[class*="st-key-wide-"]')) node.tabIndex = 0; // 矢印で横に送れる
    for (const child of node.childNodes) visit(child);
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (change.type === "attributes") relabel(change.target);
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
