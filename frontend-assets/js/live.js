// The event stream tells when something moved; htmx then fetches the living part again. This module keeps what the
// person is doing (typing, open details, focus, place) and says so when the server falls silent.
const silence = 15_000;
let heard = Date.now();
let kept = null;

const shell = () => document.getElementById("page");
const seen = () => document.getElementById("seen");

const hear = event => {
  heard = Date.now();
  const beat = JSON.parse(event.data);
  document.body.dataset.clockAhead = Date.parse(beat.now) - Date.now();
  const time = seen()?.querySelector("time");
  if (time && beat.collectedAt && !held) time.dateTime = beat.collectedAt;
  if (seen()) seen().classList.toggle("old", !beat.live || held);
};

document.addEventListener("htmx:sseOpen", event => {
  const source = event.detail.source;
  if (source.swarmkeeper) return;
  source.swarmkeeper = true;
  source.addEventListener("beat", hear);
  for (const type of ["moved", "measured"]) {
    source.addEventListener(type, hear);
    source.addEventListener(type, miss);
  }
});

// htmx keeps what moves while the living part is on its way for the element which that part replaces, and so loses it.
let askedAt = null;
let missed = false;

const miss = event => {
  const wanted = shell()?.getAttribute("hx-trigger")?.includes(`sse:${event.type}`);
  if (wanted && askedAt !== null && event.timeStamp > askedAt) missed = true;
};

document.addEventListener("htmx:beforeSend", event => {
  if (event.detail.elt === shell()) { askedAt = performance.now(); missed = false; }
});

// Not replaced: htmx itself asks again.
document.addEventListener("htmx:afterRequest", event => {
  if (event.detail.elt === shell()) { askedAt = null; missed = false; }
});

document.addEventListener("htmx:afterSettle", event => {
  if (event.detail.elt !== shell()) return;
  const again = missed;
  askedAt = null;
  missed = false;
  if (again) htmx.trigger(shell(), "sse:moved");
});

setInterval(() => {
  if (Date.now() - heard > silence && seen() && !seen().dataset.silent) {
    seen().classList.add("old");
    seen().dataset.silent = "yes";
    seen().title = "The server sends nothing any more; this page does not change by itself until it does.";
  }
}, 3000);

// What a browser selects by itself where no option says so: the first one.
const chosenAtFirst = select => Math.max(0, [...select.options].findIndex(option => option.defaultSelected));

// A form that somebody has begun to fill in is never taken away.
const busy = () => [...document.querySelectorAll("#page form")].some(form =>
  [...form.elements].some(field =>
    (field.matches("input:not([type=hidden]), textarea") && field.value !== field.defaultValue)
    || (field.matches("select") && field.selectedIndex !== chosenAtFirst(field))
    || (field === document.activeElement && field.matches("input, textarea, select"))));

// A click begins and ends on the same element: nothing is exchanged while the button is down that makes one, nor just
// after, for a finger's click comes a little later.
const longest = 30_000;
let pressedAt = null;
const pressed = () => pressedAt !== null && Date.now() - pressedAt < longest;
const released = () => setTimeout(() => { pressedAt = null; resume(); }, 50);
document.addEventListener("pointerdown", event => {
  if (event.button === 0 && !event.ctrlKey) pressedAt = Date.now();
}, true);
// Some browsers keep the end of a press to themselves where a menu or a drag begins.
for (const end of ["pointerup", "pointercancel", "contextmenu", "dragend"]) document.addEventListener(end, released, true);
document.addEventListener("pointermove", event => {
  if (pressedAt !== null && event.pointerType === "mouse" && event.buttons === 0) released();
}, true);
window.addEventListener("blur", released);

// What moved while nothing could be exchanged: told as old, and fetched as soon as it can be.
let held = false;
const occupied = () => busy() || pressed() || document.querySelector("dialog[open]") !== null;
const hold = () => {
  held = true;
  seen()?.classList.add("old");
  if (seen()) seen().title = "Something moved. This page shows it once nobody fills it in.";
};
const resume = () => {
  if (!held || occupied() || !shell()) return;
  held = false;
  htmx.trigger(shell(), "sse:moved");
};
for (const end of ["focusout", "input", "change", "reset", "close"]) {
  document.addEventListener(end, () => setTimeout(resume), true);
}

document.addEventListener("htmx:configRequest", event => {
  const etag = shell()?.dataset.etag;
  if (etag && event.detail.elt === shell()) event.detail.headers["If-None-Match"] = etag;
});

document.addEventListener("htmx:beforeRequest", event => {
  if (event.detail.elt === shell() && (busy() || document.querySelector("dialog[open]"))) {
    event.preventDefault();
    hold();
  }
});

const path = element => {
  const steps = [];
  for (let at = element; at && at.id !== "page"; at = at.parentElement) {
    if (at.id) { steps.unshift(`#${CSS.escape(at.id)}`); break; }
    steps.unshift(`:scope > :nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
  }
  return steps;
};

const find = steps => steps.reduce((at, step) => at && (step.startsWith("#") ? document.querySelector(step) : at.querySelector(step)), shell());

document.addEventListener("htmx:beforeSwap", event => {
  if (event.detail.target !== shell()) return;
  if (event.detail.requestConfig?.elt === shell() && occupied()) {
    event.detail.shouldSwap = false;
    hold();
    return;
  }
  const active = document.activeElement;
  kept = {
    etag: event.detail.xhr.getResponseHeader("ETag"),
    focus: shell().contains(active) && active !== shell() ? path(active) : null,
    open: [...shell().querySelectorAll("details[open]")].map(path),
    scrolled: [...shell().querySelectorAll("nav, nav ul, .scroll, .diff, pre, .facets")].filter(e => e.scrollLeft || e.scrollTop).map(e => [path(e), e.scrollLeft, e.scrollTop]),
    top: window.scrollY,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  if (!kept || !shell()) return;
  if (kept.etag) shell().dataset.etag = kept.etag;
  for (const steps of kept.open) { const details = find(steps); if (details) details.open = true; }
  for (const [steps, left, top] of kept.scrolled) find(steps)?.scrollTo(left, top);
  if (kept.focus) find(kept.focus)?.focus({ preventScroll: true });
  window.scrollTo(window.scrollX, kept.top);
  kept = null;
});

// On a phone the navigation is one line that scrolls: the page one is on must be in it.
const here = shell()?.querySelector("nav [aria-current]");
if (here && here.closest("ul").scrollWidth > here.closest("ul").clientWidth) {
  here.closest("ul").scrollLeft = here.offsetLeft - 16;
}
