// The event stream tells when something moved; htmx then fetches the living part again. This module keeps what the
// person is doing (typing, open details, focus, place) and says so when the server falls silent.
const silence = 15_000;
let heard = Date.now();
let kept = null;

const shell = () => document.getElementById("page");
const seen = () => document.getElementById("seen");

// What a page that is being left does not fetch any more has not failed.
let leaving = false;
window.addEventListener("beforeunload", () => { leaving = true; });

const hear = event => {
  heard = Date.now();
  leaving = false;
  const beat = JSON.parse(event.data);
  document.body.dataset.clockAhead = Date.parse(beat.now) - Date.now();
  const time = seen()?.querySelector("time");
  if (time && beat.collectedAt && !held) time.dateTime = beat.collectedAt;
  if (!seen()) return;
  seen().classList.toggle("old", !beat.live || held);
  if (seen().dataset.silent) {
    delete seen().dataset.silent;
    if (!held) seen().removeAttribute("title");
  }
};

document.addEventListener("htmx:sseOpen", event => {
  const source = event.detail.source;
  if (source.swarmkeeper) return;
  source.swarmkeeper = true;
  source.addEventListener("beat", event => { hear(event); resume(); });
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

// Not replaced: for what came meanwhile htmx itself asks again, for what failed the next beat does.
document.addEventListener("htmx:afterRequest", event => {
  if (event.detail.elt !== shell()) return;
  askedAt = null;
  missed = false;
  const status = event.detail.xhr?.status ?? 0;
  if (leaving || status === 304 || (status >= 200 && status < 300)) return;
  const gone = status === 404 || status === 410;
  hold("This page could not be fetched again.");
  tell(gone ? "What this page shows is not there any more." : "This page is out of date: it could not be fetched again. It is tried every few seconds.");
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

// A click begins and ends on the same element: nothing is exchanged while a button is down that makes one, nor just
// after, for a finger's click comes a little later. A selection is somebody about to copy.
const longest = 30_000;
let pressedAt = null;
let releasing = null;
let selectedAt = 0;
const within = moment => moment !== null && Date.now() - moment < longest;
const selecting = () => {
  const selection = getSelection();
  return !selection.isCollapsed && shell()?.contains(selection.anchorNode) && within(selectedAt);
};
const press = () => { clearTimeout(releasing); releasing = null; pressedAt = Date.now(); };
const release = () => {
  releasing ??= setTimeout(() => { releasing = null; pressedAt = null; resume(); }, 50);
};
document.addEventListener("pointerdown", event => { if (event.button <= 1) press(); }, true);
document.addEventListener("keydown", event => { if (event.key === " " && event.target.closest?.("button, summary")) press(); }, true);
document.addEventListener("keyup", event => { if (event.key === " ") release(); }, true);
// Some browsers keep the end of a press to themselves where a menu or a drag begins.
for (const end of ["pointerup", "pointercancel", "contextmenu", "dragend"]) document.addEventListener(end, release, true);
document.addEventListener("pointermove", event => {
  if (pressedAt !== null && event.pointerType === "mouse" && event.buttons === 0) release();
}, true);
window.addEventListener("blur", release);
document.addEventListener("selectionchange", () => { selectedAt = Date.now(); setTimeout(resume); });

// What moved and is not shown yet: told as old, and fetched as soon as it can be.
let held = false;
const asking = () => document.querySelector("dialog[open]") !== null;
const occupied = () => busy() || within(pressedAt) || selecting() || asking();
const hold = why => {
  held = true;
  if (!seen()) return;
  seen().classList.add("old");
  seen().title = why;
};
const resume = () => {
  if (!held || occupied() || !shell()) return;
  held = false;
  seen()?.removeAttribute("title");
  htmx.trigger(shell(), "sse:moved");
};
for (const end of ["focusout", "input", "change", "reset", "close"]) {
  document.addEventListener(end, () => setTimeout(resume), true);
}

// Where everybody sees it; goes with the part that is exchanged.
const tell = text => {
  const main = shell()?.querySelector("main");
  if (!main) return;
  const notices = document.getElementById("stale") ?? document.createElement("div");
  const notice = document.createElement("div");
  const words = document.createElement("strong");
  words.textContent = text;
  notice.className = "notice bad";
  notice.append(words);
  notices.id = "stale";
  notices.className = "notices";
  notices.setAttribute("role", "status");
  notices.replaceChildren(notice);
  if (notices.parentElement !== main) main.prepend(notices);
};

document.addEventListener("htmx:configRequest", event => {
  if (event.detail.elt !== shell()) return;
  // without the anchor: htmx would go there after each exchange
  event.detail.path = location.pathname + location.search;
  const etag = shell().dataset.etag;
  if (etag) event.detail.headers["If-None-Match"] = etag;
});

document.addEventListener("htmx:beforeRequest", event => {
  if (event.detail.elt === shell() && (busy() || asking())) {
    event.preventDefault();
    hold("Something moved. This page shows it once nobody fills it in.");
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
  if (!event.detail.shouldSwap) return;
  if (event.detail.requestConfig?.elt === shell() && occupied()) {
    event.detail.shouldSwap = false;
    hold("Something moved. This page shows it once nobody fills it in.");
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
  held = false;
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
