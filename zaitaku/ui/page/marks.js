// 会議モードか、目次を隠しているかを body の印にする。CSS に body:has(…) と書くと、画面のどこかが
// 変わるたびに、画面全体の見た目が計り直される。
(() => {
  "use strict";
  const MARKS = {
    "is-stage": ".st-key-show",
    "is-menu-hidden": '[data-testid="stExpandSidebarButton"]',
  };
  const mark = () => {
    for (const [name, sign] of Object.entries(MARKS)) {
      document.body?.classList.toggle(name, document.querySelector(sign) !== null);
    }
  };
  new MutationObserver(mark).observe(document.documentElement, { childList: true, subtree: true });
  mark();
})();
