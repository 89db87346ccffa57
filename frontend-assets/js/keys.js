// Keys: "/" searches, "g" then a letter goes, "?" explains. Never while somebody types, never with a modifier.
let going = 0;

const typing = target => target.closest("input, textarea, select, [contenteditable]");

const search = () => {
  const field = document.querySelector("main input[type=search]");
  if (field) { field.focus(); field.select(); }
  return field;
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.timeStamp - going < 1500 && going) {
    going = 0;
    const place = document.querySelector(`nav [data-key="${CSS.escape(event.key)}"]`);
    if (place) { event.preventDefault(); location.assign(place.href); }
    return;
  }
  if (event.key === "g") {
    going = event.timeStamp;
  } else if (event.key === "/") {
    event.preventDefault();
    if (!search()) location.assign("/services#search");
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("help").showModal();
  }
});

if (location.hash === "#search") search();
