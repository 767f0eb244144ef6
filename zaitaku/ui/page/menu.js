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
