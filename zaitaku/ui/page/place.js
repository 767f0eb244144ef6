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
