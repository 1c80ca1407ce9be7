// The editor of queries: YASQE where the site has it, else the text field as it is.
const MOST = 60; // suggestions at once
const area = document.querySelector("textarea[data-editor]");
const form = area.form;
const share = form.querySelector("[data-share]");
const syntax = form.querySelector("[data-syntax]");

const run = () => form.querySelector("button[value=html]").click();
const show = (selector) => form.querySelectorAll(selector).forEach((one) => { one.hidden = false; });

show("[data-scripted]");
if (globalThis.Yasqe) rich(globalThis.Yasqe);
else plain();

// The link to the query as it is typed; following it with the mouse or Enter copies it, where the browser lets us.
share.addEventListener("click", async (event) => {
  if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await navigator.clipboard.writeText(share.href);
  syntax.textContent = share.dataset.copied;
});
function link(text) {
  const address = new URL(share.href);
  address.searchParams.set("query", text);
  share.href = address;
}

function plain() {
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  area.addEventListener("input", () => link(area.value));
  if (!area.dataset.line) return;
  const before = area.value.split("\n").slice(0, Number(area.dataset.line) - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(area.dataset.column) - 1;
  const end = area.value.indexOf("\n", start);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end < 0 ? area.value.length : end);
}

function rich(Yasqe) {
  const label = form.querySelector("label[for=query]");
  offerPrefixes(Yasqe);
  offerTerms(Yasqe);
  // Nothing is asked of other hosts, nothing is kept in the browser, and the page has its own buttons. These stand in
  // the defaults, because lists that are given to the constructor are mixed with those of the defaults.
  Object.assign(Yasqe.defaults, {
    autocompleters: ["prefixes", "variables", "terms"],
    gutters: ["CodeMirror-linenumbers"],
    foldGutter: false,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    syntaxErrorCheck: false, // ours says what is wrong in the language of the page
    editorHeight: "auto",
    theme: "diemcau",
  });
  const home = document.createElement("div");
  area.before(home);
  const editor = new Yasqe(home, {
    value: area.value,
    screenReaderLabel: label.textContent,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false, Esc: false, Tab: false, "Shift-Tab": false },
  });
  area.hidden = true;
  show("[data-rich]");
  const input = editor.getInputField();
  input.id = "query-editor";
  label.htmlFor = input.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) input.setAttribute(name, area.getAttribute(name));
  }
  editor.on("autocompletionShown", (_, list) => list.hints.setAttribute("aria-label", area.dataset.suggestions));

  let waiting;
  const checkSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => check(editor), 400);
  };
  editor.on("blur", checkSoon);
  editor.on("change", () => {
    area.value = editor.getValue();
    link(area.value);
    input.removeAttribute("aria-invalid");
    checkSoon();
  });
  if (area.dataset.line) {
    const place = { line: Number(area.dataset.line) - 1, ch: Number(area.dataset.column) - 1 };
    markFault(editor, place, editor.getLine(place.line)?.length ?? 0);
    editor.setCursor(place);
    input.focus({ preventScroll: true });
  }
}

// What is wrong with the query while it is typed: the first place that the grammar does not go on from. A word that is
// not ended yet is not wrong.
function check(editor) {
  const found = firstFault(editor);
  editor.getAllMarks().forEach((mark) => mark.clear());
  editor.eachLine((line) => { editor.removeLineClass(line, "wrap", "faulty"); });
  syntax.textContent = "";
  if (!found || (editor.hasFocus() && isAtCursor(editor, found))) return;
  const { line, token } = found;
  markFault(editor, { line, ch: token.start }, token.end);
  const words = token.state.errorMsg ? area.dataset.unknownPrefix : area.dataset.wrongFrom;
  syntax.textContent = words
    .replace("{line}", line + 1).replace("{column}", token.start + 1).replace("{text}", token.string.trim());
}

function firstFault(editor) {
  for (let line = 0; line < editor.lineCount(); line += 1) {
    const token = editor.getLineTokens(line, true).find((one) => one.state.OK === false);
    if (token) return { line, token };
  }
  return null;
}

function isAtCursor(editor, { line, token }) {
  const { string, from } = word(editor);
  return string !== "" && line === from.line && token.start >= from.ch && token.start < from.ch + string.length;
}

function markFault(editor, from, end) {
  editor.addLineClass(from.line, "wrap", "faulty");
  editor.markText(from, { line: from.line, ch: end }, { className: "fault-mark" });
}

// The prefixes that the page lists: suggested after PREFIX, and declared when a name with one of them is typed.
function offerPrefixes(Yasqe) {
  const listed = document.querySelector("[data-prefixes]").textContent.trim().split("\n");
  const known = Object.fromEntries(listed.map((line) => line.match(/^PREFIX (\w[\w-]*): <(.*)>$/).slice(1)));
  const declare = (editor) => {
    const prefix = word(editor).string.match(/^([^:]+):/)?.[1];
    if (!known[prefix] || prefix in editor.getPrefixesFromQuery() || !isCode(editor)) return;
    editor.addPrefixes({ [prefix]: known[prefix] });
    editor.autocomplete(true);
  };
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes",
    persistenceId: null,
    onInitialize: (editor) => editor.on("change", () => declare(editor)),
    get: () => Object.entries(known).map(([prefix, iri]) => `${prefix}: <${iri}>`),
  });
}

// What is typed of a name, before the cursor: Vietnamese words are names to us, if not to SPARQL.
function word(editor) {
  const { line, ch } = editor.getCursor();
  const typed = editor.getLine(line).slice(0, ch).match(/[\p{L}\p{M}\d_:-]*$/u)[0];
  return { string: typed, from: { line, ch: ch - typed.length }, to: { line, ch } };
}

// Whether a name can stand at the cursor: not in a text, an IRI, a comment or a variable, nor where a prefix is declared.
function isCode(editor) {
  const token = editor.getCompleteToken();
  const before = editor.getPreviousNonWsToken(editor.getCursor().line, token);
  return !/^[?$"'#<@]/.test(token.string) && !/^PREFIX$/i.test(before.string) && !token.state.inPrefixDecl;
}

// Classes, properties and codes, found by their names or by what they are called in either language.
function offerTerms(Yasqe) {
  let terms = [];
  let asked = false; // by Ctrl + Space, and not by typing
  const languages = document.documentElement.lang === "en" ? ["en", "vi"] : ["vi", "en"];
  if (area.dataset.terms) load();

  async function load() {
    const answer = await fetch(area.dataset.terms);
    if (!answer.ok) return;
    terms = (await answer.json()).map((term) => {
      const names = languages.map((language) => term[language]).filter(Boolean);
      const parts = [term.name.split(":")[1], ...names].map(fold);
      return { ...term, called: names.join(" · "), parts, words: parts.flatMap((part) => part.split(/[\s,/()]+/)) };
    });
  }

  // Which kind of name can stand where the cursor is.
  function place(editor) {
    const token = editor.getCompleteToken();
    const before = editor.getPreviousNonWsToken(editor.getCursor().line, token);
    if (["a", "rdf:type"].includes(before.state.lastProperty)) return "class";
    return token.state.possibleCurrent.includes("a") ? "property" : "code";
  }

  // Where anything can stand, a name is suggested after its prefix only: what is typed may be a word of SPARQL.
  function isPlace(editor) {
    const typed = word(editor).string;
    return isCode(editor) && (asked || typed.includes(":") || (typed !== "" && place(editor) !== "code"));
  }

  function matching(kind, typed) {
    const folded = fold(typed);
    const whole = folded.includes(":");
    const marked = typed.normalize().toLowerCase();
    const fits = whole
      ? (term) => fold(term.name).startsWith(folded)
      : (term) => term.kind === kind && term.words.some((one) => one.startsWith(folded));
    // Better are those of the kind that goes here, with the marks as typed, with just this word, with it in front; then
    // short ones. After a prefix the order of the alphabet is what one expects.
    const rank = (term) => whole ? [term.kind !== kind] : [
      marked !== folded && !term.called.toLowerCase().includes(marked),
      !term.called, // terms of others, which have no names here
      !term.words.includes(folded),
      !term.parts.some((part) => part.startsWith(folded)),
      term.called.length,
    ];
    const compare = (one, other) => one.reduce((order, value, i) => order || value - other[i], 0);
    return terms
      .filter((term) => fits(term) && fold(term.name) !== folded)
      .map((term) => ({ name: term.name, rank: rank(term) }))
      .sort((one, other) => compare(one.rank, other.rank))
      .slice(0, MOST)
      .map((term) => term.name);
  }

  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: isPlace,
    preProcessToken: (editor, token) => ({ ...token, ...word(editor) }),
    get: (editor, token) => matching(place(editor), token.string),
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, render: draw })),
  }, false);

  function draw(element, _, hint) {
    const term = terms.find((one) => one.name === hint.text);
    const called = document.createElement("span");
    called.textContent = term.called;
    element.append(term.name, " ", called);
  }

  Yasqe.defaults.extraKeys["Ctrl-Space"] = (editor) => {
    asked = true;
    editor.autocomplete();
    asked = false;
  };
}

// As the search of the site does it: without marks, in small letters.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}
