// 前に見ていた地域を覚える（このブラウザーの中だけ）。次に何も付けずに開いたとき、サーバーがそこへ送る。
// 選び直した地域は、次からも一覧の上に並ぶ。リンクで開いただけの地域は入れない。
(() => {
  "use strict";
  const KEYS = ["pref", "unit", "zones", "area", "town"];
  const YEAR = 365 * 24 * 60 * 60;
  const MOST = 5; // recent.py
  const write = (name, text) => {
    const value = encodeURIComponent(text);
    document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=strict`;
  };
  const read = (name) => {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
    try {
      return decodeURIComponent(found?.slice(name.length + 1) ?? "");
    } catch {
      return "";
    }
  };
  let before = null; // この画面を開いたときの地域
  const chosen = (area) => {
    if (before !== null && before !== area) {
      const others = read("zaitaku_recent").split("\n").filter((one) => one && one !== area);
      write("zaitaku_recent", [area, ...others].slice(0, MOST).join("\n"));
    }
    before = area;
  };
  const remember = () => {
    const shown = new URLSearchParams(window.location.search);
    chosen(shown.get("area") ?? "");
    if (!shown.has("area") && !shown.has("pref")) return;
    const kept = new URLSearchParams();
    for (const key of KEYS) if (shown.has(key)) kept.set(key, shown.get(key));
    write("zaitaku_place", kept.toString());
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
