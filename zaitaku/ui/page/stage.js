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
