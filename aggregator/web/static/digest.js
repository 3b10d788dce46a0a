/* The pages of a digest beyond their forms: copying, and no word lost by leaving a page. They read without it. */
"use strict";

const changed = new Set();
let leaving = false;

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-draft]") : null;
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  changed.delete(event.target);
  leaving = event.target.hasAttribute("data-returned");
});
window.addEventListener("beforeunload", (event) => {
  // Forms that were swapped away, or closed and reset, hold nothing any more.
  const open = [...changed].some((form) => form.isConnected);
  // One that came back unsaved still holds what was typed.
  if (open || (!leaving && document.querySelector("form[data-returned]"))) event.preventDefault();
});

/** Put a source on the clipboard: as rich text with a plain one beside it, or as text. */
async function copy(source, kind) {
  const text = "value" in source ? source.value : source.textContent;
  const plain = document.getElementById(source.dataset.plain ?? "")?.value ?? text;
  if (kind === "rich") {
    const item = new ClipboardItem({
      "text/html": new Blob([text], { type: "text/html" }),
      "text/plain": new Blob([plain], { type: "text/plain" }),
    });
    await navigator.clipboard.write([item]);
    return;
  }
  await navigator.clipboard.writeText(text);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const news = document.getElementById("news");
  const tell = (words, good) => {
    const line = document.createElement("p");
    line.className = good ? "notice good" : "notice warn";
    line.textContent = words;
    news.replaceChildren(line);
  };
  Promise.resolve()
    .then(() => copy(source, button.dataset.kind))
    .then(() => tell(button.dataset.copied, true))
    .catch(() => {
      source.closest("details")?.setAttribute("open", "");
      if ("select" in source) source.select();
      tell(button.dataset.notCopied, false);
    });
});
