/*
 * Draws the charts of the page of numbers from the tables beside them, which have the same figures
 * for who cannot see a chart. A bar leads where its cell leads.
 */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const SERIES = { good: "--good", bad: "--bad", warm: "--star", cool: "--cool", plain: "--quiet", accent: "--accent" };

const MOST_BARS = 20;

function read(table, stacked) {
  const heads = [...table.tHead.rows[0].cells];
  const bars = table.tBodies[0].rows;
  const rows = stacked ? [...bars] : [...bars].slice(0, MOST_BARS);
  return {
    labels: rows.map((row) => row.cells[0].textContent),
    series: heads.flatMap((head, at) =>
      head.dataset.series ? [{ name: head.textContent, paint: SERIES[head.dataset.series], at, bound: head.dataset.bound }] : [],
    ),
    // A cell without a value is a gap.
    value: (row, at) => Number(rows[row].cells[at].dataset.value ?? NaN),
    link: (row, at) => rows[row].cells[at].querySelector("a"),
  };
}

function options(box, data) {
  const stacked = box.dataset.chart === "stacked";
  const whole = { beginAtZero: true, stacked, ticks: { precision: 0, color: colour("--muted") }, grid: { color: colour("--line") } };
  const names = { stacked, ticks: { color: colour("--muted"), autoSkip: stacked, callback: shortened }, grid: { display: false } };
  return {
    animation: false,
    maintainAspectRatio: false,
    indexAxis: stacked ? "x" : "y",
    scales: stacked ? { x: names, y: whole } : { x: whole, y: names },
    plugins: {
      legend: { display: data.series.length > 1, position: "bottom", labels: { color: colour("--text"), boxWidth: 12 } },
    },
    onClick: (_event, [bar]) => bar && data.link(bar.index, data.series[bar.datasetIndex].at)?.click(),
  };
}

const LONGEST = 40;
function shortened(value) {
  const label = this.getLabelForValue(value);
  return label.length > LONGEST ? `${label.slice(0, LONGEST)}…` : label;
}

/* A line, or a bound of one: the two bounds stand one after the other, and the room between is tinted. */
function line({ name, paint, at, bound }, data) {
  return {
    label: name,
    data: data.labels.map((_label, row) => data.value(row, at)),
    borderColor: colour(paint),
    backgroundColor: `${colour(paint)}22`,
    borderWidth: bound ? 0 : 2,
    pointRadius: bound || data.labels.length > MOST_BARS ? 0 : 3,
    fill: bound === "high" ? "-1" : false,
    spanGaps: true,
  };
}

function drawLines(box) {
  const data = read(document.getElementById(box.dataset.table), true);
  box.nextElementSibling.scrollTop = box.nextElementSibling.scrollHeight;
  const axis = { ticks: { color: colour("--muted") }, grid: { color: colour("--line") } };
  const shown = (item) => !data.series[item.datasetIndex].bound;
  return new Chart(canvasOf(box), {
    type: "line",
    data: { labels: data.labels, datasets: data.series.map((each) => line(each, data)) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: { x: { ...axis, grid: { display: false } }, y: axis },
      plugins: { legend: { position: "bottom", labels: { color: colour("--text"), boxWidth: 12, filter: shown } } },
    },
  });
}

function canvasOf(box) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Chart: ${box.dataset.title}. The table has the same figures.`);
  box.replaceChildren(canvas);
  box.hidden = false;
  return canvas;
}

function draw(box) {
  if (box.dataset.chart === "lines") return drawLines(box);
  const stacked = box.dataset.chart === "stacked";
  const data = read(document.getElementById(box.dataset.table), stacked);
  const canvas = canvasOf(box);
  if (stacked) box.nextElementSibling.scrollTop = box.nextElementSibling.scrollHeight;
  else box.style.height = `${60 + data.labels.length * (14 + 10 * data.series.length)}px`;
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series.map(({ name, paint, at }) => ({
        label: name,
        data: data.labels.map((_label, row) => data.value(row, at)),
        backgroundColor: colour(paint),
        maxBarThickness: 28,
      })),
    },
    options: options(box, data),
  });
}

const boxes = [...document.querySelectorAll("[data-chart]")];
let charts = boxes.map(draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of charts) chart.destroy();
  charts = boxes.map(draw);
});
