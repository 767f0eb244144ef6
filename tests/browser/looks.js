// What is wrong with the page as it stands: nothing reaches beyond it, nothing is cut or covered.
() => {
  const main = document.querySelector("[data-testid=stMain]");
  const width = document.documentElement.clientWidth;
  const faults = new Set();
  const named = (element) => {
    const text = element.textContent || element.ariaLabel || element.value || "";
    const place = element.dataset?.testid || element.closest("[data-testid]")?.dataset.testid;
    return `${element.localName} 「${text.trim().slice(0, 30)}」 (${place})`;
  };
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX);
  // what holds it back: the nearest frame that scrolls (then it can be reached) or cuts
  const frame = (element) => {
    for (let at = element.parentElement; at && at !== main; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (scrolls(style)) return [at, true];
      if (["hidden", "clip"].includes(style.overflowX)) return [at, false];
    }
    return [main, false];
  };

  for (const page of [document.documentElement, main]) {
    if (page.scrollWidth > page.clientWidth) faults.add(`the page scrolls sideways: ${page.scrollWidth} px`);
  }
  const things = "h1, h2, h3, h4, p, li, dt, dd, th, td, label, button, a, img, table, canvas, svg.marks, .map-buttons, [role=group]";
  for (const element of main.querySelectorAll(things)) {
    if (!isSeen(element)) continue;
    const [box, [at, isReached]] = [element.getBoundingClientRect(), frame(element)];
    if (isReached) continue;
    const around = at.getBoundingClientRect();
    if (box.right > Math.min(around.right, width) + 2 || box.left < Math.max(around.left, 0) - 2) {
      faults.add(`cut at its side: ${named(element)}`);
    }
    const style = getComputedStyle(element);
    if (style.textOverflow === "ellipsis" && style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) {
      faults.add(`ends in …: ${named(element)}`);
    }
  }

  // a chart's texts: inside its picture, not shortened by Vega
  for (const chart of main.querySelectorAll("svg.marks")) {
    if (!isSeen(chart)) continue;
    const around = chart.getBoundingClientRect();
    for (const text of chart.querySelectorAll("text")) {
      if (!text.textContent.trim() || !isSeen(text)) continue;
      const box = text.getBoundingClientRect();
      // a box has air above and below its 漢字; beside them where the text is turned
      const air = parseFloat(getComputedStyle(text).fontSize) * 0.35;
      const [beside, above] = box.height > 1.5 * box.width ? [air, 0] : [0, air];
      const beyond = Math.max(
        around.left - box.left - beside,
        box.right - around.right - beside,
        around.top - box.top - above,
        box.bottom - around.bottom - above,
      );
      if (beyond > 3) faults.add(`a chart's text is cut by ${Math.round(beyond)} px: ${named(text)}`);
      if (/…$/.test(text.textContent)) faults.add(`a chart's text ends in …: ${named(text)}`);
    }
  }

  // on the first screen nothing lies on what can be operated
  for (const element of document.querySelectorAll("a, button, input, summary, [role=radio]")) {
    if (!isSeen(element)) continue;
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x > width || y > document.documentElement.clientHeight) continue;
    const [at] = frame(element);
    const around = at.getBoundingClientRect();
    if (x > around.right || y > around.bottom || x < around.left || y < around.top) continue;
    const top = document.elementFromPoint(x, y);
    const own = element.closest("label") ?? element.closest("[role=group]") ?? element;
    if (top && !own.contains(top) && !top.contains(element)) {
      faults.add(`covered: ${named(element)} by ${named(top)}`);
    }
  }
  return [...faults];
}
