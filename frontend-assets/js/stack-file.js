// A stack file may be dropped anywhere on its page. Without this module the form's own field takes it.
const form = () => document.getElementById("stack-file");
const field = () => form()?.elements.namedItem("file");
const files = event => form() && [...event.dataTransfer?.types ?? []].includes("Files");
const over = on => form()?.classList.toggle("over", on);

// Said before a file that is too large goes over the wire; the server says it too.
const judge = () => {
  const [file] = field().files;
  const tooLarge = file && file.size > Number(field().dataset.most);
  field().setCustomValidity(tooLarge ? `${file.name} has ${file.size} bytes; this page takes ${field().dataset.most}.` : "");
  return field().reportValidity();
};

document.addEventListener("dragover", event => {
  if (!files(event)) return;
  event.preventDefault();
  over(true);
});

document.addEventListener("dragleave", event => {
  if (!event.relatedTarget) over(false);
});

document.addEventListener("drop", event => {
  if (!files(event)) return;
  event.preventDefault();
  over(false);
  const [file] = event.dataTransfer.files;
  if (!file) return;
  const one = new DataTransfer();
  one.items.add(file);
  field().files = one.files;
  if (judge()) form().requestSubmit();
});

document.addEventListener("change", event => {
  if (event.target === field()) judge();
});
