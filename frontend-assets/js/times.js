// Keeps relative times true: <time datetime data-form="ago|span">. Same steps as Quantities.duration on the server.
const span = seconds => {
  const s = Math.abs(seconds);
  if (s < 120) return `${Math.floor(s)} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} days`;
};

const phrase = (seconds, form) => {
  if (form === "span") return span(seconds);
  if (Math.abs(seconds) < 1) return "just now";
  return seconds < 0 ? `in ${span(seconds)}` : `${span(seconds)} ago`;
};

// The server's clock counts, not the browser's: live.js measures by how much they differ.
const tick = () => {
  const now = Date.now() + Number(document.body.dataset.clockAhead ?? 0);
  for (const time of document.querySelectorAll("time[data-form]")) {
    const text = phrase((now - Date.parse(time.dateTime)) / 1000, time.dataset.form);
    if (time.textContent !== text) time.textContent = text;
  }
};

setInterval(() => { if (!document.hidden) tick(); }, 1000);
document.addEventListener("visibilitychange", tick);
document.addEventListener("htmx:afterSettle", tick);
