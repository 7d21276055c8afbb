// Runs inside a page in a frame: what a person would see of it. The answer goes to the page around it as JSON.
(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    // What is in a closed <details>, a <title> or a <desc> is not drawn.
    if (!node.data.trim() || parent.closest('title, desc, script, style') || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 0 && box.height > 0) texts.push({ text: node.data.trim().slice(0, 40), node, parent, box });
  }

  // Letters don't fill their boxes from top to bottom.
  const overlaps = [];
  texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
    if (a.node === b.node) return;
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 1 && high > 4) overlaps.push(`${a.text} | ${b.text}`);
  }));

  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const numbers = colour => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = numbers(getComputedStyle(element).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  // WCAG 2: the contrast of text with what is behind it.
  const contrast = ({ parent }) => {
    const style = getComputedStyle(parent);
    const front = luminance(numbers(parent.closest('svg') ? style.fill : style.color)), back = luminance(behind(parent));
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  };
  const pale = texts.filter(t => contrast(t) < 4.5).map(t => `${t.text} ${contrast(t).toFixed(2)}`);

  // What can't be reached: text beyond the page, unless something there can be scrolled to it.
  const cut = texts.filter(t => (t.box.left < -1 || t.box.right > innerWidth + 1) && !t.parent.closest('.scroll')).map(t => t.text);
  // Bars that end where one would have to scroll would look alike.
  for (const bar of document.querySelectorAll('.scroll .bar'))
    if (bar.getBoundingClientRect().right > bar.closest('.scroll').getBoundingClientRect().right + 1) cut.push('a bar');
  const outside = texts.filter(t => t.parent.closest('svg')).filter(t => {
    const frame = t.parent.closest('svg').getBoundingClientRect();
    return t.box.left < frame.left - 1 || t.box.right > frame.right + 1 || t.box.top < frame.top - 1 || t.box.bottom > frame.bottom + 1;
  }).map(t => t.text);

  parent.postMessage(JSON.stringify({
    width: innerWidth, scrolls: document.documentElement.scrollWidth > innerWidth + 1, dark: luminance(numbers(getComputedStyle(document.body).backgroundColor)) < 0.1,
    texts: texts.length, overlaps, pale, cut, outside, failed: window.failed
  }), '*');
})();
