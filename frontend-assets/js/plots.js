// Draws use over time with uPlot where the server put a path: the same numbers, with values under the pointer. A plot
// lives on when htmx brings the page anew; only its numbers are exchanged. (No id on the figure: to elements that have
// one htmx gives back, a moment later, the class that they came with.)
const drawn = new Map();

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const units = ["B", "KiB", "MiB", "GiB", "TiB"];
const bytes = value => {
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
};
const cores = value => {
  const number = String(Number(value.toFixed(value < 0.0995 ? 3 : 2)));
  return `${number.includes(".") ? number : `${number}.0`} cores`;
};
const text = (unit, value) => value == null ? "not measured" : unit === "bytes" ? bytes(value) : cores(value);

const columns = plot => [
  plot.values.map((_, i) => plot.start + i * plot.step),
  plot.values,
  ...plot.lines.map(line => plot.values.map(() => line.value)),
];

const clock = seconds => new Date(seconds * 1000).toISOString().slice(11, 16);

// With no pointer over the plot its legend tells the newest, if that is of the last minute.
const newest = made => {
  const values = made.data[1];
  for (let i = values.length - 1; i >= values.length - 6; i--) if (values[i] != null) return i;
  return values.length - 1;
};

const options = (plot, title, width) => ({
  width,
  height: 150,
  tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
  scales: { y: { range: [0, plot.max] }, x: { time: true } },
  legend: { live: true },
  cursor: { y: false, points: { size: 7 } },
  axes: [
    { stroke: color("--muted"), grid: { show: false }, ticks: { stroke: color("--line") }, font: `11px ${color("--font")}`, values: (_, at) => at.map(clock), size: 30 },
    { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: `11px ${color("--font")}`, splits: [0, plot.max / 2, plot.max], values: (_, at) => at.map(v => v === 0 ? "0" : text(plot.unit, v)), size: 74 },
  ],
  series: [
    { label: "UTC", value: (made, at) => clock(at ?? made.data[0][newest(made)]) },
    { label: title, stroke: color("--used"), width: 1.5, fill: color("--used-soft"), spanGaps: false, value: (made, v, series, at) => text(plot.unit, at == null ? made.data[series][newest(made)] : v) },
    ...plot.lines.map((line, i) => ({ label: line.name, stroke: color(i === 0 ? "--edge" : "--warn"), width: 1.25, dash: i === 0 ? [2, 3] : [6, 4], points: { show: false }, value: () => text(plot.unit, line.value) })),
  ],
});

const draw = () => {
  const here = new Set();
  for (const figure of document.querySelectorAll("figure.plot[data-plot]")) {
    const plot = JSON.parse(figure.dataset.plot);
    const chart = figure.querySelector(".chart");
    // Another max, other lines or the other colours make it another picture.
    const look = JSON.stringify([plot.unit, plot.max, plot.lines, color("--used")]);
    here.add(figure.dataset.id);
    figure.classList.add("drawn");
    const known = drawn.get(figure.dataset.id);
    if (known && known.look === look) {
      if (known.made.root.parentElement !== chart) chart.replaceChildren(known.made.root);
      known.made.setData(columns(plot));
    } else {
      known?.made.destroy();
      chart.replaceChildren();
      const made = new uPlot(options(plot, figure.dataset.title, chart.clientWidth), columns(plot), chart);
      drawn.set(figure.dataset.id, { made, look });
    }
  }
  for (const [id, { made }] of drawn) if (!here.has(id)) { made.destroy(); drawn.delete(id); }
};

const fit = () => {
  for (const { made } of drawn.values()) {
    const width = made.root.parentElement?.clientWidth;
    if (width && width !== made.width) made.setSize({ width, height: 150 });
  }
};

const start = () => {
  if (!window.uPlot) return;
  draw();
  document.addEventListener("htmx:afterSwap", () => { draw(); fit(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", fit);
};

start();
