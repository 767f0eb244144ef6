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

  // 変わらない印は書かない。書くと、それだけで画面の見た目が計り直される。
  const turn = (button, isOff) => {
    const told = String(isOff);
    if (button.getAttribute("aria-disabled") !== told) button.setAttribute("aria-disabled", told);
  };

  const paint = (field) => {
    field.value = kept(field);
    field.dispatchEvent(new Event("input"));
    const [zoom] = look(field);
    const [closer, wider, whole] = field.form.querySelectorAll("button");
    turn(closer, zoom >= MOST);
    turn(wider, zoom <= 1);
    if (zoom <= 1 && whole === document.activeElement) closer.focus();
    if (whole.hidden !== zoom <= 1) whole.hidden = zoom <= 1;
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
