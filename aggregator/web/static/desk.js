/* What every page does beyond its forms: the dialog of keys, and confirmation before what can't be undone.
   Pages read without any of it. */
"use strict";

/** Whether keys are typed into something just now, so that none of them is a command. */
function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || typing(event.target) || event.ctrlKey || event.metaKey) return;
  const keys = document.getElementById("keys");
  if (!keys) return;
  event.preventDefault();
  if (keys.open) keys.close();
  else keys.showModal();
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-dialog]") : null;
  if (button) document.getElementById(button.dataset.dialog)?.showModal();
});

document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
