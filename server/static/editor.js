// The editor of queries: Ctrl+Enter runs it, and the place of an error is selected.
const area = document.querySelector("textarea[data-editor]");
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    area.form.querySelector("button[value=html]").click();
  }
});
if (area.dataset.line) {
  const before = area.value.split("\n").slice(0, Number(area.dataset.line) - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(area.dataset.column) - 1;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, area.value.indexOf("\n", start) < 0 ? area.value.length : area.value.indexOf("\n", start));
}
