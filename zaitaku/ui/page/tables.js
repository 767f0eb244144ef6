// 表の見出しを押すと並べ替える（数は大きい順から、文字は順に、3 回目でもとの並び）。数のない行は最後、計の行はその後。
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
    const text = cell.dataset.by ?? cell.textContent.trim().replaceAll(",", "");
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
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
      const isTotal = (row) => row.classList.contains("total");
      const by = new Map(rows.map((row) => [row, value(row, head.cellIndex, isNumber)]));
      rows.sort((one, other) => {
        if (isTotal(one) || isTotal(other)) return isTotal(one) - isTotal(other);
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
