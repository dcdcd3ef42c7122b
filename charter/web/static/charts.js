// Draws the charts of a result from their data. Without this script there are pictures and tables.
const result = document.querySelector("[data-charts]");

if (result && result.querySelector("[data-chart]")) {
  Promise.all([load(result.dataset.plotly), fetch(result.dataset.charts).then((answer) => answer.json())])
    .then(([, charts]) => drawWhenSeen(charts))
    .catch(() => {}); // tables say the same
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function drawWhenSeen(charts) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((item) => item.isIntersecting)) {
      seen.unobserve(entry.target);
      draw(entry.target, charts[entry.target.dataset.chart]);
    }
  }, { rootMargin: "400px" });
  for (const place of result.querySelectorAll("[data-chart]")) {
    const chart = charts[place.dataset.chart];
    if (chart) {
      place.closest("[data-scroll]").hidden = false;
      place.style.height = `${chart.layout.height || 420}px`;
      seen.observe(place);
    }
  }
}

function draw(place, chart) {
  const layout = { ...chart.layout, autosize: true };
  delete layout.width;
  window.Plotly.newPlot(place, chart.data, layout, {
    responsive: true,
    displaylogo: false,
    displayModeBar: false,
    scrollZoom: false,
  });
}
