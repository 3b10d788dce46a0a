/* Keys for the list of posts and for the random sample: what they do, a click or a form does too. */
"use strict";

(() => {
  const posts = () => [...document.querySelectorAll(".posts .post")];
  let place = ""; // the id of the post that one stands on: it outlives a post that is swapped for itself
  const current = () => (place ? document.getElementById(place) : null);
  let target = null; // the post that a dialog asks about

  function mark(post) {
    current()?.classList.remove("current");
    place = post.id;
    post.classList.add("current");
  }

  function stand(post) {
    mark(post);
    post.focus({ preventScroll: true });
    post.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = posts();
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.max(0, at + by)];
    if (next) stand(next);
    else if (by > 0) document.querySelector(".further a[hx-get]")?.click(); // the piece that follows
  }

  /** What a key presses: in the list that of the post one stands on, in the sample that of the drawn post. */
  function pressed(key) {
    const place = document.getElementById("sample") ?? current();
    return place?.querySelector(`[data-key="${key}"]`) ?? null;
  }

  function say(words) {
    const toast = document.getElementById("toast");
    if (!toast || !words) return;
    const line = document.createElement("p");
    line.textContent = words;
    toast.replaceChildren(line);
  }

  function ask(post, dialog) {
    target = post;
    const form = dialog.querySelector("form");
    form.reset();
    dialog.showModal();
    form.querySelector("input")?.focus();
  }

  function undo() {
    const button = document.querySelector("[data-undo]") ?? current()?.querySelector("button[name=undo]");
    if (button) button.click();
    else say(document.getElementById("toast")?.dataset.nothing);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) {
      const at = Number(event.key) - 1;
      const radios = dialog.querySelectorAll("input[type=radio]");
      if (radios[at] && !(event.target instanceof HTMLInputElement && event.target.type === "text")) {
        radios[at].checked = true;
        radios[at].focus();
        event.preventDefault();
      }
      return;
    }
    if (typing(event.target)) return;
    const key = event.key;
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "u") undo();
    else if (key === "o") (current() ?? document.getElementById("sample"))?.querySelector("a.open")?.click();
    else if (/^[1-4pxshn]$/.test(key)) {
      if (!current() && !document.getElementById("sample")) return;
      pressed(key)?.click();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const asks = at?.closest("[data-ask]");
    const dialog = asks && document.getElementById(asks.dataset.ask);
    if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      ask(asks.closest(".post"), dialog);
      return;
    }
    at?.closest("[data-close]")?.closest("dialog")?.close();
    const post = at?.closest(".posts .post");
    if (post && !at.closest("a, button, summary")) stand(post);
    else if (post) mark(post);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.action || event.submitter?.value !== "do" || !target) return;
    const values = Object.fromEntries(new FormData(form));
    for (const field of target.querySelectorAll(".actions input[type=hidden]")) values[field.name] = field.value;
    values.do = form.dataset.do;
    const post = target;
    htmx.ajax("POST", form.dataset.action, { source: post, target: post, swap: "outerHTML settle:0ms", values });
  });

  // Without a delay between swapping and settling: a key that is pressed meanwhile would find a form that htmx
  // does not know yet, and send it as a page.
  // A post that was swapped is stood on again; the next one drawn is read out.
  document.addEventListener("htmx:afterSettle", (event) => {
    const post = current();
    if (post && !post.classList.contains("current")) stand(post);
    if (event.target.id === "sample") document.querySelector(".drawn")?.focus({ preventScroll: true });
  });
  // Somebody else decided meanwhile: the notice says what, the post shows it.
  document.addEventListener("htmx:responseError", (event) => {
    const post = event.detail.elt.closest?.(".post");
    if (event.detail.xhr.status === 409 && post?.dataset.self)
      htmx.ajax("GET", post.dataset.self, { source: post, target: post, swap: "outerHTML settle:0ms" });
  });
})();
