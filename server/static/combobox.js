// Suggestions while a name is typed: an editable combobox with list autocomplete (WAI-ARIA 1.2).
// On a form that searches, choosing goes to the thing; on a form that asks a question, it fills the field.
// Without it, the fields are plain ones, and the server finds what was typed.

const SHORTEST = 2;
const PAUSE = 150;
const MOST = 10;
const status = document.querySelector("[data-suggest-status]");

function say(key, count) {
  status.textContent = key ? status.dataset[key].replace("{count}", count) : "";
}

function option(one, id) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.ariaSelected = "false";
  const label = document.createElement("span");
  label.className = "label";
  for (const [text, marked] of one.parts) {
    label.append(marked ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
  }
  const about = document.createElement("small");
  about.textContent = [one.called, one.context].filter(Boolean).join(" · ");
  item.append(label, about);
  return item;
}

class Combobox {
  constructor(input, number) {
    this.input = input;
    this.found = [];
    this.active = -1;
    this.list = Object.assign(document.createElement("ul"), { id: `suggestions-${number}`, role: "listbox", hidden: true, tabIndex: -1 });
    this.list.className = "suggestions";
    this.list.ariaLabel = status.dataset.name;
    const focused = document.activeElement === input;
    const frame = document.createElement("div");
    frame.className = "combobox";
    input.replaceWith(frame);
    frame.append(input, this.list);
    if (focused) input.focus();
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.ariaExpanded = "false";
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.ask(PAUSE));
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    // The field keeps the focus while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) this.choose([...this.list.children].indexOf(chosen));
    });
  }

  get open() {
    return !this.list.hidden;
  }

  /** Asks for suggestions once nothing more was typed for a while; `then` is called when they are shown. */
  ask(pause, then) {
    clearTimeout(this.waiting);
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.close();
      return;
    }
    this.waiting = setTimeout(async () => {
      const request = (this.request = new AbortController());
      const asked = new URLSearchParams({ q: text, format: "json", lang: document.documentElement.lang });
      if (this.input.dataset.suggest) asked.set("class", this.input.dataset.suggest);
      try {
        const answer = await fetch(`/search?${asked}`, { signal: request.signal });
        if (!answer.ok) throw new Error(`suggestions: ${answer.status}`);
        const found = await answer.json();
        if (this.request === request) this.show(found.slice(0, MOST), then);
      } catch (error) {
        if (request.signal.aborted) return; // something else was typed meanwhile
        this.close();
        say("failed");
        console.info(error.message);
      }
    }, pause);
  }

  show(found, then) {
    if (document.activeElement !== this.input) return;
    this.found = found;
    this.list.replaceChildren(...found.map((one, at) => option(one, `${this.list.id}-${at}`)));
    this.activate(-1);
    this.list.hidden = !found.length;
    this.input.ariaExpanded = String(this.open);
    say(found.length ? "some" : "none", found.length);
    if (this.open) then?.();
  }

  close() {
    clearTimeout(this.waiting);
    this.request?.abort();
    this.activate(-1);
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    say("");
  }

  activate(at) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.list.children[at];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.ariaSelected = "true";
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** Moves by one option; from the ends back to the field, and round. */
  move(by) {
    const places = this.found.length + 1;
    this.activate(((this.active + 1 + by + places) % places) - 1);
  }

  choose(at) {
    const one = this.found[at];
    this.close();
    if (this.input.dataset.suggest) {
      this.input.value = one.value;
      this.input.focus();
    } else {
      const chosen = new URLSearchParams(location.search).get("lang");
      location.assign(chosen ? `${one.url}${one.url.includes("?") ? "&" : "?"}lang=${encodeURIComponent(chosen)}` : one.url);
    }
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && event.altKey) {
      if (by < 0) this.close();
      else if (!this.open) this.ask(0);
    } else if (by && this.open) {
      this.move(by);
    } else if (by) {
      this.ask(0, () => this.move(by));
    } else if (event.key === "Enter" && this.open && this.active >= 0) {
      this.choose(this.active);
    } else if (event.key === "Escape" && this.open) {
      this.close();
    } else {
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) this.activate(-1);
      return; // the field does what it does
    }
    event.preventDefault();
  }
}

document.querySelectorAll("input[data-suggest]").forEach((input, number) => new Combobox(input, number));
