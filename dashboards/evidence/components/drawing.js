// What the charts of all pages share.

// ECharts shows a tooltip as HTML, and Evidence's own would let a name such as <img onerror=…> run.
const html = text => String(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const number = value => (typeof value === 'number' ? value.toFixed(1) : '–');

// lines of [name, value]
export const tooltip = (title, lines) =>
  `<b>${html(title)}</b>` + lines.map(([name, value]) => `<br>${html(name)} <span style="float:right; margin-left:1em">${number(value)}</span>`).join('');

// As many decimals as the marks of an axis need, and no mark where there is no score.
export const scale = (lowest, highest) => ({
  axisLabel: { formatter: '{value}' },
  min: ({ min, max }) => (min <= lowest + (max - min) / 5 ? lowest : null),
  max: ({ min, max }) => (max >= highest - (max - min) / 5 ? highest : null),
});

export const names = { axisLabel: { width: 120, overflow: 'truncate' } };
export const textStyle = { fontFamily: 'Inter, sans-serif' };
